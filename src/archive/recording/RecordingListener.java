package depot.archive.recording;

/**
 * Gets what a recording holds, in the order of the file. Entities have the recorder's names: {@code /robot/x}. Times are
 * Unix nanoseconds by the rover's clock, which may be wrong, and step. Called on the reader's thread.
 */
public interface RecordingListener {
    /** The time of what has none: text that is true for all of the recording. */
    long NO_TIME = Long.MIN_VALUE;

    /** Whether this listener wants an entity; asked once for each. Entities that are not wanted cost next to nothing. */
    boolean wants(String entity);

    /** An entity has data of this time, whatever its kind; before what it is. @param nanos by the timeline {@code time} alone */
    default void row(String entity, long nanos) {}

    default void scalar(String entity, long nanos, double value) {}

    /** @param level such as INFO; empty where there is none */
    default void text(String entity, long nanos, String text, String level) {}

    /** @param points valid during the call */
    default void points(String entity, long nanos, Points points) {}

    /** A picture as its camera made it: JPEG. @param bytes valid during the call */
    default void picture(String entity, long nanos, byte[] bytes, int offset, int length) {}
}

package depot.recordings;

/**
 * What names in a folder of sessions mean. A recording is {@code session.rrd}, or {@code session.rrd.zst} once it is kept
 * small; where both are there, a kill came between two steps and the first counts. What begins with {@code .depot} is
 * archive's own and not shown to any client. Pure.
 */
public final class KeptNames {
    /** What a recorder calls its recording. */
    public static final String RECORDING = "session.rrd";
    /** The ending of files that are uploaded under another name and renamed when they are whole. */
    public static final String PARTIAL = ".partial";
    /** The beginning of the names of archive's own files. */
    public static final String OWN = ".depot";

    private static final String RECORDING_ENDING = ".rrd";
    private static final String SMALL = ".zst";

    private KeptNames() {}

    /** Whether the file may be kept small. */
    public static boolean isRecording(String name) {
        return name.endsWith(RECORDING_ENDING);
    }

    /** The name that a recording has when it is kept small. */
    public static String small(String recording) {
        return recording + SMALL;
    }

    /** Whether a file of that name is a recording that is kept small. */
    public static boolean isSmall(String name) {
        return name.endsWith(RECORDING_ENDING + SMALL);
    }

    /** The recording's own name. @param small one that {@link #isSmall} */
    public static String original(String small) {
        return small.substring(0, small.length() - SMALL.length());
    }

    public static boolean isOwn(String name) {
        return name.startsWith(OWN);
    }

    public static boolean isPartial(String name) {
        return name.endsWith(PARTIAL);
    }
}

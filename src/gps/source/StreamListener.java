package depot.gps.source;

import depot.gnss.frames.Frame;
import depot.gnss.frames.FramerCounts;

/** Follows what a {@link Receiver} reads. All but {@link #lost} comes on the one reading thread, in the stream's order. */
public interface StreamListener {
    /** A link is open; nothing of it has been read yet. */
    default void opened(ReceiverLink link) {}

    /** The bytes as they came; the buffer is the reader's. */
    default void bytes(byte[] buffer, int count) {}

    /** @param frame valid until this returns */
    default void frame(Frame frame) {}

    /** The bytes of one read, and their frames, have been passed on. */
    default void counted(FramerCounts counts) {}

    /** The link is gone. */
    default void lost(String why) {}
}

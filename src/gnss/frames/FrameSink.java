package depot.gnss.frames;

/** Takes the frames that a {@link Framer} finds, in the order of the stream, on the thread that feeds it. */
@FunctionalInterface
public interface FrameSink {
    /** @param frame valid until this call returns: see {@link Frame} */
    void frame(Frame frame);
}

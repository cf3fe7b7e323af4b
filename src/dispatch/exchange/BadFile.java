package depot.dispatch.exchange;

/** A file that cannot be used. The message is for a person, and continues a sentence that begins with “the file”. */
public final class BadFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadFile(String why) {
        super(why, null, false, false);
    }
}

package depot.gnss.frames;

/** What the bytes from a possible leader on are; a positive number is the length of a whole, right frame. */
final class Match {
    /** More bytes are needed to tell. */
    static final int MORE = 0;
    /** No frame begins here. */
    static final int NONE = -1;
    /** A whole frame but for its checksum. */
    static final int DAMAGED = -2;

    private Match() {}
}

package depot.archive.recording;

/** Bytes are not what the format says. Thrown within one message, which is then passed over. */
final class Damaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Damaged(String what) {
        super(what, null, false, false);
    }
}

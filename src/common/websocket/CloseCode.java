package depot.common.websocket;

/** The codes that a connection is closed with (RFC 6455, section 7.4.1, and IANA's registry of close codes). */
public final class CloseCode {
    /** The service stops, or nothing was heard of the peer. */
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int NOT_UTF8 = 1007;
    /** The peer broke a rule of ours, or is too slow. */
    public static final int POLICY = 1008;
    public static final int TOO_BIG = 1009;
    /** A fault of ours. */
    public static final int UNEXPECTED = 1011;
    /** There is not enough memory now. */
    public static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}
}

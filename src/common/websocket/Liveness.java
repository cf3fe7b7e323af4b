package depot.common.websocket;

/**
 * Whether a connection's peer is still there: what the sweep, several times a second, does about it. {@link #heard}
 * is the reading thread's, all else the sweep's.
 */
final class Liveness {
    private static final long BLOCKED_NANOS = 1_000_000_000L;

    private final WebSocketLimits limits;
    private volatile long heardAt; // written by the reader
    private long pingedAt;
    private long blockedCounted;

    enum Verdict {
        WELL,
        /** It is time to ask it for a sign of life. */
        PING,
        /** Nothing came from it for long. */
        SILENT,
        /** It has read nothing for long. */
        STUCK,
        /** It is being closed, and takes too long for that. */
        LINGERS
    }

    Liveness(WebSocketLimits limits, long now) {
        this.limits = limits;
        heardAt = now;
        pingedAt = now;
    }

    void heard(long now) {
        heardAt = now;
    }

    /** @param closingSince 0 while it is open */
    Verdict look(FrameWriter writer, long closingSince, long now) {
        if (closingSince != 0 && now - closingSince > limits.lingering().toNanos()) {
            return Verdict.LINGERS;
        }
        if (writer.blockedNanos(now) > limits.stuckClose().toNanos()) {
            return Verdict.STUCK;
        }
        if (closingSince == 0 && now - heardAt > limits.idleClose().toNanos()) {
            return Verdict.SILENT;
        }
        if (closingSince == 0 && now - pingedAt >= limits.pingEvery().toNanos()) {
            pingedAt = now;
            return Verdict.PING;
        }
        return Verdict.WELL;
    }

    /** Whether a write is blocked now that this has not returned true for yet. */
    boolean newlyBlocked(FrameWriter writer, long now) {
        long since = writer.blockedSince();
        if (since == blockedCounted || writer.blockedNanos(now) < BLOCKED_NANOS) {
            return false;
        }
        blockedCounted = since;
        return true;
    }
}

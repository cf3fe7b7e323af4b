package depot.discovery;

import depot.common.http.Response;
import depot.common.websocket.Frame;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The whole fleet as one list, encoded once for all who want it at the same time: consoles that get lists, and
 * {@code GET /rovers}, whose answer is a part of the same bytes. At most one is being made; who comes meanwhile shares the
 * next. Thread-safe.
 */
final class RosterList {
    private static final String BEFORE = "{\"type\":\"rovers\",\"data\":";
    private static final String AFTER = "}";

    private final Roster roster;
    private final ReentrantLock making = new ReentrantLock();
    private volatile long begun; // number of the newest that was begun; written under the lock
    private volatile Encoded newest; // written under the lock

    /**
     * @param number of its making
     * @param version of the roster: no change up to it is lacking
     */
    record Encoded(long number, long version, Frame frame) {}

    RosterList(Roster roster) {
        this.roster = roster;
        newest = new Encoded(0, -1, Frame.text(RoverJson.join(BEFORE + "[", java.util.List.of(), "]" + AFTER)));
    }

    /** The list with all that had changed when this was called. */
    Encoded newest() {
        long begunBefore = begun;
        Encoded known = newest;
        if (known.version == roster.version()) {
            return known;
        }
        making.lock();
        try {
            known = newest;
            if (known.number <= begunBefore && known.version != roster.version()) {
                long number = begun + 1;
                begun = number;
                long version = roster.version(); // before the rovers are read: what changes meanwhile makes it old again
                known = new Encoded(number, version, Frame.text(RoverJson.join(BEFORE + "[", roster.encoded(), "]" + AFTER)));
                newest = known;
            }
            return known;
        } finally {
            making.unlock();
        }
    }

    /** The answer to {@code GET /rovers}: a JSON array. */
    Response answer() {
        Frame frame = newest().frame;
        int length = frame.payloadLength() - BEFORE.length() - AFTER.length();
        Response response = Response.stream(200, "application/json", length, out -> frame.writePayload(out, BEFORE.length(), length));
        return frame.load() == null ? response : response.holding(frame.load());
    }
}

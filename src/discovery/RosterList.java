package depot.discovery;

import depot.common.http.Response;
import depot.common.time.Time;
import depot.common.websocket.Frame;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The whole fleet as one list, encoded once for all that need it at the same time: consoles in list mode, and
 * {@code GET /rovers}, whose answer is a part of the same bytes. At most one is being made; callers that come meanwhile share
 * the next. Thread-safe.
 */
final class RosterList {
    private static final String BEFORE = "{\"type\":\"rovers\",\"data\":";
    private static final String AFTER = "}";

    private final LongSupplier version;
    private final Supplier<List<byte[]>> rovers;
    private final ReentrantLock making = new ReentrantLock();
    private volatile long begun; // number of the newest that was begun; written under the lock
    private volatile Encoded newest; // written under the lock

    /**
     * @param number of its making
     * @param version of the roster: no change up to it is lacking
     */
    record Encoded(long number, long version, Frame frame) {}

    private RosterList(LongSupplier version, Supplier<List<byte[]>> rovers) {
        this.version = version;
        this.rovers = rovers;
        newest = new Encoded(0, -1, Frame.text(RoverJson.join(BEFORE + "[", List.of(), "]" + AFTER)));
    }

    /** The list in the contract's form, without details. */
    static RosterList plain(Roster roster) {
        return new RosterList(roster::version, roster::encoded);
    }

    /** The list with details. Ages in it grow without a change, so only callers at the same time share one. */
    static RosterList inDetail(Roster roster, Time time) {
        return new RosterList(time::nanos, roster::encodedInDetail);
    }

    /** The list with all that had changed when this was called. */
    Encoded newest() {
        long begunBefore = begun;
        Encoded known = newest;
        if (known.version == version.getAsLong()) {
            return known;
        }
        making.lock();
        try {
            known = newest;
            if (known.number <= begunBefore && known.version != version.getAsLong()) {
                long number = begun + 1;
                begun = number;
                long now = version.getAsLong(); // before the rovers are read: what changes meanwhile makes it old again
                known = new Encoded(number, now, Frame.text(RoverJson.join(BEFORE + "[", rovers.get(), "]" + AFTER)));
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

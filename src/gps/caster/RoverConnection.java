package depot.gps.caster;

import depot.common.GuardedBy;
import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.time.Time;
import depot.gnss.frames.RtcmFraming;
import depot.gnss.ntrip.Chunks;
import depot.gnss.ntrip.NtripVersion;
import depot.gps.corrections.Correction;
import depot.gps.corrections.Corrections;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;

/**
 * A rover that gets the stream. Frames that wait for it stay in the ring; it only holds what the kernel did not take of the last
 * write, so that no frame is ever cut.
 *
 * <p>Any loop may write to it, one at a time. Only its own loop reads from it; any thread may call {@link #view}.
 */
final class RoverConnection {
    /** What the loops gather in: a chunk's head, several frames, the chunk's end. */
    static final int GATHER_BYTES = 8 * 1024;
    private static final int CHUNK_HEAD = 6; // four digits, CR LF
    private static final byte[] CHUNK_END = {'\r', '\n'};
    private static final int MOST_FOR_A_FRAME = RtcmFraming.MAX_MESSAGE + RtcmFraming.OVERHEAD + CHUNK_END.length;
    private static final long SECOND = 1_000_000_000L;

    /** What a rover's request said about it. */
    record Identity(long id, String address, String user, String agent, String mountpoint, NtripVersion version, boolean unchunked) {}

    /** How a write ended. */
    enum Wrote {
        ALL, BLOCKED, LAGGED, CLOSED
    }

    private final SocketChannel channel;
    private final Identity identity;
    private final Time time;
    private final CasterMetrics metrics;
    private final long connectedMillis;
    private final boolean chunked;
    private final Subscription<Correction> subscription;
    private final IncomingLines lines = new IncomingLines();
    private long incomingSince;
    private int incoming;
    @GuardedBy("this") private SelectionKey key; // null until its loop has it
    @GuardedBy("this") private List<Correction> first;
    @GuardedBy("this") private byte[] rest; // what is left of a write; null when nothing is
    @GuardedBy("this") private int restAt;
    @GuardedBy("this") private long headwayNanos; // since when a write is blocked
    @GuardedBy("this") private boolean lagged;
    @GuardedBy("this") private boolean ended;
    @GuardedBy("this") private boolean saysNoMore; // it ended its own side, and goes on receiving
    private volatile long wroteNanos;
    private volatile long bytes;
    private volatile long delayNanos;
    private volatile CasterClient.RoverPosition position;

    RoverConnection(SocketChannel channel, Identity identity, Corrections.Joined joined, Time time, CasterMetrics metrics) {
        this.channel = channel;
        this.identity = identity;
        this.time = time;
        this.metrics = metrics;
        connectedMillis = time.millis();
        wroteNanos = time.nanos();
        chunked = identity.version == NtripVersion.V2 && !identity.unchunked;
        first = joined.first();
        subscription = joined.then();
    }

    long id() {
        return identity.id;
    }

    /** Which of so many loops serves it. */
    int loop(int loops) {
        return (int) (identity.id % loops);
    }

    /** Registers with the selector for incoming bytes. */
    synchronized void register(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    int read(ByteBuffer incoming) throws IOException {
        return channel.read(incoming);
    }

    /** Sends all that waits, as far as the kernel takes it without waiting; when that is not all, its loop goes on when there is room. */
    synchronized Wrote write(ByteBuffer gather) throws IOException {
        boolean wasBlocked = rest != null;
        Wrote wrote = lagged ? Wrote.LAGGED : ended ? Wrote.CLOSED : writeAll(gather);
        lagged = wrote == Wrote.LAGGED; // for good: another loop must not go on before it is dropped
        if (key != null && (wasBlocked || wrote == Wrote.BLOCKED)) {
            key.interestOps((saysNoMore ? 0 : SelectionKey.OP_READ) | (wrote == Wrote.BLOCKED ? SelectionKey.OP_WRITE : 0));
            key.selector().wakeup(); // another's loop may be the writer
        }
        return wrote;
    }

    @GuardedBy("this")
    private Wrote writeAll(ByteBuffer gather) throws IOException {
        while (true) {
            if (rest != null && !writeRest()) {
                return Wrote.BLOCKED;
            }
            gather.clear().position(CHUNK_HEAD);
            Received<Correction> last = gather(gather);
            if (last instanceof Received.Lagged) {
                return Wrote.LAGGED;
            }
            if (gather.position() == CHUNK_HEAD) {
                return last instanceof Received.Closed ? Wrote.CLOSED : Wrote.ALL;
            }
            frame(gather);
            count(channel.write(gather));
            if (gather.hasRemaining()) {
                rest = new byte[gather.remaining()];
                gather.get(rest);
                restAt = 0;
                headwayNanos = time.nanos();
                return Wrote.BLOCKED;
            }
        }
    }

    /** @return what ended it: null when nothing more waits, a message when there was no more room */
    @GuardedBy("this")
    private Received<Correction> gather(ByteBuffer gather) {
        first.forEach(correction -> gather.put(correction.bytes()));
        first = List.of();
        Received<Correction> received = null;
        Correction newest = null;
        while (gather.remaining() >= MOST_FOR_A_FRAME && (received = subscription.poll()) instanceof Received.Message<Correction> message) {
            newest = message.value();
            gather.put(newest.bytes());
        }
        if (newest != null) {
            delayNanos = time.nanos() - newest.arrivedNanos();
            metrics.delay.observe(delayNanos / 1e9);
        }
        return received;
    }

    /** Makes the gathered frames a chunk, where the version needs that, and sets the buffer to be written. */
    private void frame(ByteBuffer gather) {
        int from = CHUNK_HEAD;
        if (chunked) {
            byte[] head = Chunks.head(gather.position() - CHUNK_HEAD);
            from -= head.length;
            gather.put(CHUNK_END);
            gather.put(from, head);
        }
        gather.flip().position(from);
    }

    /** @return whether nothing is left of it */
    @GuardedBy("this")
    private boolean writeRest() throws IOException {
        int written = channel.write(ByteBuffer.wrap(rest, restAt, rest.length - restAt));
        count(written);
        restAt += written;
        headwayNanos = written > 0 ? time.nanos() : headwayNanos;
        rest = restAt == rest.length ? null : rest;
        return rest == null;
    }

    private void count(int written) {
        wroteNanos = written > 0 ? time.nanos() : wroteNanos;
        bytes += written;
        metrics.bytes.inc(written);
    }

    /** The rover closed its sending side. Whether it is gone altogether shows only at the next write. */
    synchronized void endOfInput() {
        saysNoMore = true;
        key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
    }

    /** It closed its sending side, and for this long there was nothing to write that would have shown whether it is still there. */
    synchronized boolean isGoneFor(long nanos, long now) {
        return saysNoMore && now - wroteNanos >= nanos;
    }

    /** How long a write has made no headway; 0 when none is under way. */
    synchronized long blockedNanos(long now) {
        return rest == null ? 0 : now - headwayNanos;
    }

    /** The last chunk, if it can be sent without waiting and a frame was not cut. */
    synchronized void end() throws IOException {
        if (chunked && rest == null && !ended) {
            channel.write(ByteBuffer.wrap(new byte[] {'0', '\r', '\n', '\r', '\n'}));
        }
        ended = true;
    }

    synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
        if (key != null) {
            key.selector().wakeup(); // which then releases it
        }
    }

    /** @return whether it sends more than {@code mostPerSecond} */
    boolean takeIn(ByteBuffer received, GgaReader reader, int mostPerSecond) {
        long now = time.nanos();
        if (now - incomingSince >= SECOND) {
            incomingSince = now;
            incoming = 0;
        }
        incoming += received.remaining();
        lines.add(received, line -> position(reader.read(line, time.millis())));
        return incoming > mostPerSecond;
    }

    void position(Optional<CasterClient.RoverPosition> reported) {
        reported.ifPresent(p -> position = p);
    }

    long bytes() {
        return bytes;
    }

    CasterClient view() {
        return new CasterClient(identity.id, identity.address, identity.user, identity.agent, identity.mountpoint, identity.version,
                Optional.ofNullable(position), connectedMillis, bytes, delayNanos / 1e6, subscription.behind());
    }
}

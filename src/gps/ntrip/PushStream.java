package depot.gps.ntrip;

import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.gnss.ntrip.Chunks;
import depot.gps.corrections.Correction;
import depot.gps.corrections.Corrections;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** One accepted upload. One thread calls {@link #send}; any thread may call the rest. */
final class PushStream {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int GATHERED = 8 * 1024;

    private final CasterConnection connection;
    private final boolean chunked;
    private final Time time;
    private final IntConsumer sent;
    private volatile long writingSince; // 0 while no write is under way; written by the sending thread
    private volatile boolean givenUp; // written by the thread that gives up
    private volatile boolean ended; // written by the hearing thread

    /** @param sent gets the number of correction bytes of each write, on the sending thread */
    PushStream(CasterConnection connection, boolean chunked, Time time, IntConsumer sent) {
        this.connection = connection;
        this.chunked = chunked;
        this.time = time;
        this.sent = sent;
    }

    /** The caster does not keep up, and will not another time. */
    static final class TooSlow extends IOException {
        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("the caster takes the corrections too slowly");
        }
    }

    /** Sends until the corrections are closed, or {@code enough} says so. @throws IOException when the caster is gone */
    void send(Corrections corrections, BooleanSupplier enough) throws IOException, InterruptedException {
        Worker hearing = Worker.start("ntrip-push-hear", this::hear);
        Corrections.Joined joined = corrections.join();
        try (Subscription<Correction> then = joined.then()) {
            ByteArrayOutputStream gathered = new ByteArrayOutputStream(GATHERED);
            joined.first().forEach(correction -> gathered.writeBytes(correction.bytes()));
            Received<Correction> received = null;
            while (!(received instanceof Received.Closed) && !enough.getAsBoolean()) {
                if (ended) {
                    throw new IOException("the caster ended the connection");
                }
                received = gathered.size() > 0 ? then.poll() : then.next(PATIENCE);
                if (received instanceof Received.Lagged) { // minutes old: as a rover's, such a stream begins anew
                    throw new TooSlow();
                }
                if (received instanceof Received.Message<Correction> message) {
                    gathered.writeBytes(message.value().bytes());
                }
                if (gathered.size() > 0 && (received == null || gathered.size() >= GATHERED)) {
                    write(gathered.toByteArray());
                    gathered.reset();
                }
            }
        } finally {
            connection.close(); // first, or the hearing would not end
            hearing.close();
        }
    }

    private void write(byte[] frames) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(frames.length + 10);
        if (chunked) {
            out.writeBytes(Chunks.head(frames.length));
        }
        out.writeBytes(frames);
        if (chunked) {
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        writingSince = time.nanos() | 1;
        try {
            connection.write(out.toByteArray(), 0, out.size());
        } catch (IOException e) {
            throw givenUp ? new IOException("the caster takes nothing any more") : e;
        }
        writingSince = 0;
        sent.accept(frames.length);
    }

    /** What the caster says meanwhile means nothing; that it ends does. */
    private void hear() {
        byte[] dropped = new byte[1024];
        try {
            while (connection.read(dropped) >= 0) {
                LockSupport.parkNanos(PAUSE_NANOS); // casters send hardly anything here
            }
        } catch (IOException e) {
            // ended too
        }
        ended = true;
    }

    /** How long the write under way has been waiting; 0 when there is none. */
    long blockedNanos() {
        long since = writingSince;
        return since == 0 ? 0 : time.nanos() - since;
    }

    /** The write under way will not end: ends it. */
    void giveUp() {
        givenUp = true;
        connection.close();
    }
}

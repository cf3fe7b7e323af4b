package depot.load;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The rovers of a {@link Fleet}. They live on their loop's thread; {@link #sentAt} may be called from any, and
 * {@link #next()} and {@link #late()} from any other.
 */
final class FleetRovers {
    private static final long TICK_NANOS = 1_000_000;
    /** Many, as a registration is confirmed only when it is stored, and one store serves all that wait for it. */
    private static final int OPENING_AT_ONCE = 1_000;

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    final Ramp ramp;
    private final WebSocketClient[] rovers;
    private final AtomicLongArray sentAt;
    private final long spacingNanos;
    private final Histogram late = new Histogram();
    private long beganAt;
    private int next = 1;

    FleetRovers(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        rovers = new WebSocketClient[options.connections()];
        spacingNanos = options.interval().toNanos() / rovers.length;
        Duration whole = options.warmUp().plus(options.round().plus(Fleet.GRACE).multipliedBy(options.rounds())).plusSeconds(10);
        sentAt = new AtomicLongArray((int) Math.min(20_000_000, whole.toNanos() / spacingNanos));
        ramp = new Ramp(loop, rovers.length, OPENING_AT_ONCE, this::open);
    }

    private void open(int number) throws IOException {
        rovers[number] = WebSocketClient.connect(loop, options.target(), "/ws/rover", Map.of(), new Rover(number, report, ramp));
    }

    void begin() {
        beganAt = System.nanoTime();
        tick();
    }

    /** Sends what is due: heartbeat n at n times the spacing, from rover n modulo their number. */
    private void tick() {
        long now = System.nanoTime();
        while (next < sentAt.length() && dueAt(next) - now <= 0) {
            send(next);
            next++;
        }
        if (next < sentAt.length()) {
            loop.at(Math.max(dueAt(next), now + TICK_NANOS), this::tick);
        }
    }

    private long dueAt(int number) {
        return beganAt + number * spacingNanos;
    }

    private void send(int number) {
        int index = number % rovers.length;
        WebSocketClient rover = rovers[index];
        if (rover.isOpen()) {
            long now = System.nanoTime();
            late.record(now - dueAt(number));
            sentAt.set(number, now);
            rover.text("{\"type\":\"heartbeat\"," + Rovers.state(index, Integer.toString(number)) + "}");
        } else {
            report.error("a heartbeat of a rover that is not connected");
        }
    }

    /** The number of the next heartbeat. */
    long next() {
        return loop.call(() -> next);
    }

    /** How much later than due heartbeats were sent since this was last asked. */
    Histogram late() {
        return loop.call(late::drain);
    }

    /** When the heartbeat of that number, from 1 to below {@link #most}, was sent. */
    long sentAt(int number) {
        return sentAt.get(number);
    }

    int most() {
        return sentAt.length();
    }

    Void close() {
        next = sentAt.length();
        for (WebSocketClient rover : rovers) {
            rover.abort();
        }
        return null;
    }

    private static final class Rover implements WebSocketClient.Listener {
        private final int number;
        private final Report report;
        private final Ramp ramp;
        private boolean registered;

        Rover(int number, Report report, Ramp ramp) {
            this.number = number;
            this.report = report;
            this.ramp = ramp;
        }

        @Override
        public void opened(WebSocketClient client) {
            client.text("{\"type\":\"register\"," + Rovers.registration(number) + "}");
            client.ping(new byte[0]);
        }

        /** The service has read all that came before the ping. */
        @Override
        public void pong(WebSocketClient client, ByteBuffer payload) {
            registered = true;
            ramp.ready();
        }

        @Override
        public void message(WebSocketClient client, ByteBuffer part, boolean first, boolean last) {
            if (first) {
                report.error("rover got " + StandardCharsets.UTF_8.decode(part));
            }
        }

        @Override
        public void closed(WebSocketClient client, int code, String reason) {
            report.error("rover closed: " + code + " " + reason);
            if (!registered) {
                ramp.failed();
            }
        }
    }
}

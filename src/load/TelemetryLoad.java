package depot.load;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import depot.sim.motion.Ground;
import depot.sim.motion.Pose;
import depot.sim.rover.Mode;
import depot.sim.rover.Motor;
import depot.sim.rover.TelemetryText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Telemetry of {@code --connections} registered rovers to UDP {@code --udp}, at {@code --rates} datagrams a second, eight lines each,
 * while each rover's heartbeat goes out every {@code --interval-ms} over HTTP, on {@code --callers} connections, and
 * {@code --deltas} consoles read all that they are sent. Heartbeats are counted and timed: telemetry must not delay them. What
 * became of the datagrams is read from the service's own metrics after each round.
 */
final class TelemetryLoad implements Load.Scenario {
    private static final long TICK_NANOS = 1_000_000;
    private static final Duration MOST_LATE = Duration.ofMillis(200);
    private static final Duration DRAIN = Duration.ofMillis(500);
    private static final Ground YARD = new Ground(52.1, 5.2);
    private static final String TAKEN = "depot_telemetry_datagrams_total";
    private static final String DROPPED = "depot_telemetry_dropped_total";
    private static final String CURVES = "depot_telemetry_curve_bytes";

    private final Options options;
    private final Report report;
    private final SelectorLoop datagrams;
    private final SelectorLoop heartbeats;
    private final CallPool calls;
    private final Rounds rounds;
    private final Pacer beating;
    private final ByteBuffer[] texts;
    private final byte[][] beats;
    private final AtomicLong sent = new AtomicLong(); // written by the datagrams' loop
    private Ramp registered;
    private DatagramChannel channel;
    private int rate; // the datagrams' loop's, as are the next three
    private long sentUntil;
    private boolean ended;
    private int next;
    private int nextHeartbeat;
    private long sentAtTurn; // the heartbeats' loop's, as is the next
    private long sentInRound;
    private double takenBefore;
    private double droppedBefore;
    private long sentBefore;

    TelemetryLoad(Options options, Report report, SelectorLoop datagrams, SelectorLoop heartbeats) {
        this.options = options;
        this.report = report;
        this.datagrams = datagrams;
        this.heartbeats = heartbeats;
        calls = new CallPool(options, report, heartbeats);
        rounds = new Rounds(options, report, heartbeats, this::turn);
        beating = new Pacer(heartbeats, this::beat);
        texts = new ByteBuffer[options.connections()];
        beats = new byte[options.connections()][];
    }

    @Override
    public void run() throws IOException, InterruptedException {
        calls.open();
        register();
        Consoles consoles = new Consoles();
        consoles.ramp.climb(report, "consoles", Duration.ofSeconds(30));
        try (DatagramChannel opened = DatagramChannel.open()) {
            channel = opened.connect(new InetSocketAddress(options.target().getAddress(), options.udp()));
            channel.configureBlocking(false);
            int beatsASecond = (int) (options.connections() * 1000L / options.interval().toMillis());
            heartbeats.execute(() -> beating.rate(beatsASecond));
            datagrams.execute(this::tick);
            rounds.rates(rate -> datagrams.execute(() -> pace(rate)), this::addResults);
            datagrams.execute(() -> ended = true);
            heartbeats.call(() -> {
                beating.rate(0);
                return null;
            });
            Load.progress("all sent");
            Thread.sleep(options.round()); // so that the service's memory can be measured meanwhile
        }
        consoles.close();
        calls.close();
    }

    private void register() throws InterruptedException, IOException {
        registered = new Ramp(heartbeats, options.connections(), options.callers(), this::register);
        registered.climb(report, "rovers", Duration.ofSeconds(180));
    }

    private void register(int number) {
        texts[number] = ByteBuffer.wrap(text(number).getBytes(StandardCharsets.UTF_8));
        beats[number] = calls.request("POST", "/heartbeat/" + Rovers.id(number), "{" + Rovers.state(number, "48.2") + "}");
        calls.send(calls.request("POST", "/register", "{" + Rovers.registration(number) + "}"), (status, body) -> {
            if (status == 200) {
                registered.ready();
            } else {
                report.error("registering: status " + status);
                registered.failed();
            }
        });
    }

    private static String text(int number) {
        Pose pose = new Pose(number * 0.731 % 400, number * 1.377 % 250, 0);
        return new TelemetryText(Rovers.id(number), 48.2, 6.4, Mode.AUTONOMOUS, Collections.nCopies(4, new Motor(43.5, 1.6)), 1.1, 0.05,
                Optional.of(new TelemetryText.Place(YARD.latitudeOf(pose), YARD.longitudeOf(pose), 0.014)), true)
                .at(1_795_901_272_000_000_000L);
    }

    private void pace(int perSecond) {
        rate = perSecond;
        sentUntil = System.nanoTime();
    }

    /** Sends what is due. What it is late with beyond a moment it leaves out: a flood that piles up here would hold up its end. */
    private void tick() {
        long now = System.nanoTime();
        long late = Math.min(now - sentUntil, MOST_LATE.toNanos());
        long due = late * rate / 1_000_000_000L;
        for (long i = 0; i < due; i++) {
            send();
        }
        if (due > 0) {
            sentUntil = now;
        }
        if (!ended) {
            datagrams.at(now + TICK_NANOS, this::tick);
        }
    }

    private void send() {
        try {
            if (channel.write(texts[next].rewind()) > 0) {
                sent.incrementAndGet();
            } else {
                report.error("not sent: this socket's buffer is full");
            }
        } catch (IOException e) {
            report.error("not sent: " + e.getMessage());
        }
        next = (next + 1) % texts.length;
    }

    private void beat() {
        long sentAt = System.nanoTime();
        calls.send(beats[nextHeartbeat], (status, body) -> {
            rounds.count(System.nanoTime() - sentAt);
            if (status != 200) {
                report.error("heartbeat: status " + status);
            }
        });
        nextHeartbeat = (nextHeartbeat + 1) % beats.length;
    }

    /** Where a round begins, and where it ends. */
    private void turn() {
        long now = sent.get();
        sentInRound = now - sentAtTurn;
        sentAtTurn = now;
    }

    /** Waits for what is under way, and adds what became of all that was sent since the last call. */
    private void addResults(Map<String, Object> round) {
        try {
            round.put("sentInRound", heartbeats.call(() -> sentInRound));
            datagrams.call(() -> {
                pace(0);
                return null;
            });
            Thread.sleep(DRAIN);
            String metrics = Metric.text(heartbeats, options.target());
            double taken = Metric.number(metrics, TAKEN);
            double dropped = Metric.number(metrics, DROPPED);
            round.put("sent", sent.get() - sentBefore);
            round.put("taken", taken - takenBefore);
            round.put("dropped", dropped - droppedBefore);
            round.put("curveBytes", Metric.number(metrics, CURVES));
            sentBefore = sent.get();
            takenBefore = taken;
            droppedBefore = dropped;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Consoles that read all and keep nothing. */
    private final class Consoles implements WebSocketClient.Listener {
        private final WebSocketClient[] open = new WebSocketClient[options.deltas()];
        private final Ramp ramp = new Ramp(heartbeats, options.deltas(),
                number -> open[number] = WebSocketClient.connect(heartbeats, options.target(), "/ws?mode=delta", Map.of(), this));

        @Override
        public void opened(WebSocketClient client) {
            ramp.ready();
        }

        @Override
        public void message(WebSocketClient client, ByteBuffer part, boolean first, boolean last) {}

        @Override
        public void closed(WebSocketClient client, int code, String reason) {
            report.error("a console closed: " + code + " " + reason);
        }

        void close() {
            heartbeats.call(() -> {
                for (WebSocketClient client : open) {
                    client.abort();
                }
                return null;
            });
        }
    }
}

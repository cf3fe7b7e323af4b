package depot.load;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Rovers that send heartbeats over {@code /ws/rover} as fast as the service takes them in.
 *
 * <p>A heartbeat there has no answer, so this is how they are counted: each rover writes {@code --window} heartbeats and a
 * ping at once, and goes on when the pong is there. A service that reads a connection's frames in order has taken in
 * all of them by then. This is checked by how much {@code depot_heartbeats_total} grew in all
 * ({@code confirmedTotal} and {@code takenInTotal} in the report are to be equal). The delay is that of a whole window.
 *
 * <p>With a window of 1 a heartbeat costs a round trip as over HTTP, and a ping and a pong on top; with a larger one
 * the system calls are shared, which flatters the rate: a rover in the field sends one at a time. The report has both.
 */
final class SocketHeartbeats implements Load.Scenario {

    private static final byte[] EMPTY = {};

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final Ramp ramp;
    private final Rounds rounds;
    private final Rover[] rovers;
    private long confirmed;
    private int waiting;
    private boolean ending;

    SocketHeartbeats(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        rounds = new Rounds(options, report, loop);
        rovers = new Rover[options.connections()];
        ramp = new Ramp(loop, rovers.length, this::open);
    }

    @Override
    public void run() throws IOException, InterruptedException {
        report.put("window", options.window());
        ramp.climb(report, "rovers", Duration.ofSeconds(60));
        OptionalLong before = takenIn();
        loop.execute(() -> {
            for (Rover rover : rovers) {
                rover.next();
            }
        });
        rounds.each(round -> {});
        end();
        report.put("confirmedTotal", loop.call(() -> confirmed));
        if (before.isPresent()) {
            report.put("takenInTotal", takenIn().orElse(0) - before.getAsLong());
        }
        loop.call(() -> {
            for (Rover rover : rovers) {
                rover.client.abort();
            }
            return null;
        });
    }

    /** Sends no more, and waits for what is under way. */
    private void end() throws InterruptedException {
        loop.call(() -> ending = true);
        for (int i = 0; i < 50 && loop.call(() -> waiting) > 0; i++) {
            Thread.sleep(100);
        }
    }

    private OptionalLong takenIn() throws IOException, InterruptedException {
        return Metric.read(loop, options.target(), "depot_heartbeats_total");
    }

    void open(int number) throws IOException {
        rovers[number] = new Rover(number);
        rovers[number].client = WebSocketClient.connect(loop, options.target(), "/ws/rover", Map.of(), rovers[number]);
    }

    private final class Rover implements WebSocketClient.Listener {
        private final int number;
        private final List<byte[]> heartbeats;
        private WebSocketClient client;
        private boolean registered;
        private int sent;
        private long sentAt;

        Rover(int number) {
            this.number = number;
            heartbeats = Rovers.states(number).stream()
                    .map(state -> ("{\"type\":\"heartbeat\"," + state + "}").getBytes(StandardCharsets.UTF_8)).toList();
        }

        @Override
        public void opened(WebSocketClient opened) {
            opened.text("{\"type\":\"register\"," + Rovers.registration(number) + "}");
            opened.ping(EMPTY);
        }

        void next() {
            if (!client.isOpen()) {
                return;
            }
            sentAt = System.nanoTime();
            waiting++;
            for (int i = 0; i < options.window(); i++) {
                client.text(heartbeats.get(Math.floorMod(sent++, heartbeats.size())));
            }
            client.ping(EMPTY);
        }

        @Override
        public void pong(WebSocketClient answering, ByteBuffer payload) {
            if (!registered) {
                registered = true;
                ramp.ready();
                return;
            }
            waiting--;
            confirmed += options.window();
            rounds.count(options.window(), System.nanoTime() - sentAt);
            if (!ending) {
                next();
            }
        }

        /** The service only speaks up when something is wrong. */
        @Override
        public void message(WebSocketClient from, ByteBuffer part, boolean first, boolean last) {
            if (first) {
                report.error("message " + StandardCharsets.UTF_8.decode(part));
            }
        }

        @Override
        public void closed(WebSocketClient closing, int code, String reason) {
            ramp.closed(report, registered, code + " " + reason);
        }
    }
}

package depot.load;

import depot.sim.client.HttpConnection;
import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Rovers that send one heartbeat after the other over HTTP, each on a connection of its own that is kept open: the
 * next goes out when the one before is answered. The count is of answers with status 200, the delay from sending to answer.
 */
final class HttpHeartbeats implements Load.Scenario {

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final String host;
    private final Ramp ramp;
    private final Rounds rounds;
    private final Rover[] rovers;

    HttpHeartbeats(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        rounds = new Rounds(options, report, loop);
        InetSocketAddress target = options.target();
        host = target.getHostString() + ":" + target.getPort();
        rovers = new Rover[options.connections()];
        ramp = new Ramp(loop, rovers.length, this::open);
    }

    @Override
    public void run() throws IOException, InterruptedException {
        ramp.climb(report, "rovers", Duration.ofSeconds(60));
        loop.execute(() -> {
            for (Rover rover : rovers) {
                rover.begin();
            }
        });
        rounds.each(round -> {});
        loop.call(() -> {
            for (Rover rover : rovers) {
                rover.end();
            }
            return null;
        });
    }

    void open(int number) throws IOException {
        rovers[number] = new Rover(number);
        rovers[number].connection = HttpConnection.connect(loop, options.target(), rovers[number]);
    }

    /** Registers first. */
    private final class Rover implements HttpConnection.Listener {
        private final int number;
        private final List<byte[]> heartbeats;
        private HttpConnection connection;
        private boolean registered;
        private int sent;
        private long sentAt;

        Rover(int number) {
            this.number = number;
            heartbeats = Rovers.states(number).stream()
                    .map(state -> HttpConnection.request("POST", "/heartbeat/" + Rovers.id(number), host, "{" + state + "}")).toList();
        }

        @Override
        public void opened(HttpConnection opened) {
            opened.send(HttpConnection.request("POST", "/register", host, "{" + Rovers.registration(number) + "}"));
        }

        void begin() {
            if (registered && connection.isOpen()) {
                next();
            }
        }

        private void next() {
            sentAt = System.nanoTime();
            connection.send(heartbeats.get(Math.floorMod(sent++, heartbeats.size())));
        }

        @Override
        public void answered(HttpConnection answering, int status, ByteBuffer body) {
            if (status != 200) {
                report.error("status " + status + " " + StandardCharsets.UTF_8.decode(body));
            }
            if (!registered) {
                registered = status == 200;
                if (registered) {
                    ramp.ready();
                } else {
                    answering.close();
                    ramp.failed();
                }
                return;
            }
            if (status == 200) {
                rounds.count(System.nanoTime() - sentAt);
            }
            if (answering.isOpen()) {
                next();
            }
        }

        @Override
        public void closed(HttpConnection closing, String reason) {
            ramp.closed(report, registered, reason);
        }

        void end() {
            connection.close();
        }
    }
}

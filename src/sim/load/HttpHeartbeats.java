package depot.sim.load;

import depot.sim.client.HttpConnection;
import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Rovers that send one heartbeat after the other over HTTP, each on a connection of its own that is kept open: the
 * next goes out when the one before is answered. The count is of answers with status 200, the delay from sending to answer.
 */
final class HttpHeartbeats implements Load.Scenario {

    @Override
    public void run(Options options, Report report) throws IOException, InterruptedException {
        SelectorLoop loop = SelectorLoop.start("load");
        try (loop) {
            new Run(options, report, loop).measure();
        }
    }

    private static final class Run {
        final Options options;
        final Report report;
        final SelectorLoop loop;
        final String host;
        final Ramp ramp;
        final Rover[] rovers;
        Tally tally = new Tally();

        Run(Options options, Report report, SelectorLoop loop) {
            this.options = options;
            this.report = report;
            this.loop = loop;
            InetSocketAddress target = options.target();
            host = target.getHostString() + ":" + target.getPort();
            rovers = new Rover[options.connections()];
            ramp = new Ramp(loop, rovers.length, this::open);
        }

        void measure() throws IOException, InterruptedException {
            ramp.climb(report, "rovers", Duration.ofSeconds(60));
            loop.execute(() -> {
                for (Rover rover : rovers) {
                    rover.begin();
                }
            });
            Tally.rounds(options, report, loop, () -> {
                Tally done = tally;
                tally = new Tally();
                return done;
            });
            loop.call(() -> {
                for (Rover rover : rovers) {
                    rover.end();
                }
                return null;
            });
        }

        void open(int number) throws IOException {
            rovers[number] = new Rover(this, number);
            rovers[number].connection = HttpConnection.connect(loop, options.target(), rovers[number]);
        }
    }

    /** Registers first; then heartbeats that differ, so that no state is seen twice in a row. */
    private static final class Rover implements HttpConnection.Listener {
        private static final int KINDS = 4;

        private final Run run;
        private final int number;
        private final byte[][] heartbeats = new byte[KINDS][];
        private HttpConnection connection;
        private boolean registered;
        private int sent;
        private long sentAt;

        Rover(Run run, int number) {
            this.run = run;
            this.number = number;
            for (int i = 0; i < KINDS; i++) {
                String body = "{" + Rovers.state(number, (24 + i) + ".6") + "}";
                heartbeats[i] = HttpConnection.request("POST", "/heartbeat/" + Rovers.id(number), run.host, body);
            }
        }

        @Override
        public void opened(HttpConnection opened) {
            opened.send(HttpConnection.request("POST", "/register", run.host, "{" + Rovers.registration(number) + "}"));
        }

        void begin() {
            if (registered && connection.isOpen()) {
                next();
            }
        }

        private void next() {
            sentAt = System.nanoTime();
            connection.send(heartbeats[sent++ & KINDS - 1]);
        }

        @Override
        public void answered(HttpConnection answering, int status, ByteBuffer body) {
            if (status != 200) {
                run.report.error("status " + status + " " + StandardCharsets.UTF_8.decode(body));
            }
            if (!registered) {
                registered = status == 200;
                if (registered) {
                    run.ramp.ready();
                } else {
                    answering.close();
                    run.ramp.failed();
                }
                return;
            }
            if (status == 200) {
                run.tally.count++;
                run.tally.delays.record(System.nanoTime() - sentAt);
            }
            if (answering.isOpen()) {
                next();
            }
        }

        @Override
        public void closed(HttpConnection closing, String reason) {
            run.report.error((registered ? "closed: " : "not opened: ") + reason);
            if (!registered) {
                run.ramp.failed();
            }
        }

        void end() {
            connection.close();
        }
    }
}

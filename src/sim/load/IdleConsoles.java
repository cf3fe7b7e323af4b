package depot.sim.load;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Consoles on {@code /ws} that do nothing but stay, for {@code --round-ms}, for whoever wants to weigh the service meanwhile: it
 * says {@code all open} on standard error when that time begins.
 */
final class IdleConsoles implements Load.Scenario {

    @Override
    public void run(Options options, Report report) throws IOException, InterruptedException {
        SelectorLoop loop = SelectorLoop.start("load");
        try (loop) {
            WebSocketClient[] consoles = new WebSocketClient[options.connections()];
            Console listener = new Console(report);
            listener.ramp = new Ramp(loop, consoles.length,
                    number -> consoles[number] = WebSocketClient.connect(loop, options.target(), "/ws", Map.of(), listener));
            listener.ramp.climb(report, "consoles", Duration.ofSeconds(90));
            Load.progress("all open");
            Thread.sleep(options.round());
            loop.call(() -> {
                for (WebSocketClient console : consoles) {
                    console.abort();
                }
                return null;
            });
        }
    }

    /** One for all of them: open is a console that got its first list. */
    private static final class Console implements WebSocketClient.Listener {
        private final Report report;
        private final Set<WebSocketClient> listed = Collections.newSetFromMap(new IdentityHashMap<>());
        private Ramp ramp;

        Console(Report report) {
            this.report = report;
        }

        @Override
        public void message(WebSocketClient client, ByteBuffer part, boolean first, boolean last) {
            if (last && listed.add(client)) {
                ramp.ready();
            }
        }

        @Override
        public void closed(WebSocketClient client, int code, String reason) {
            boolean open = listed.contains(client);
            report.error((open ? "closed: " : "not opened: ") + code + " " + reason);
            if (!open) {
                ramp.failed();
            }
        }
    }
}

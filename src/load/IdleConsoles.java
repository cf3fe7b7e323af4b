package depot.load;

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
 * Consoles on {@code /ws} that stay connected and do nothing for {@code --round-ms}, so that the service's memory can be measured
 * meanwhile. Writes {@code all open} to standard error when that time begins.
 */
final class IdleConsoles implements Load.Scenario {

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final WebSocketClient[] consoles;
    private final Ramp ramp;

    IdleConsoles(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        consoles = new WebSocketClient[options.connections()];
        Console listener = new Console();
        ramp = new Ramp(loop, consoles.length,
                number -> consoles[number] = WebSocketClient.connect(loop, options.target(), "/ws", Map.of(), listener));
    }

    @Override
    public void run() throws IOException, InterruptedException {
        ramp.climb(report, "consoles", Duration.ofSeconds(90));
        Load.progress("all open");
        Thread.sleep(options.round());
        loop.call(() -> {
            for (WebSocketClient console : consoles) {
                console.abort();
            }
            return null;
        });
    }

    /** One for all of them: open is a console that got its first list. */
    private final class Console implements WebSocketClient.Listener {
        private final Set<WebSocketClient> listed = Collections.newSetFromMap(new IdentityHashMap<>());

        @Override
        public void message(WebSocketClient client, ByteBuffer part, boolean first, boolean last) {
            if (last && listed.add(client)) {
                ramp.ready();
            }
        }

        @Override
        public void closed(WebSocketClient client, int code, String reason) {
            ramp.closed(report, listed.contains(client), code + " " + reason);
        }
    }
}

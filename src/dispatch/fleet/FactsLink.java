package depot.dispatch.fleet;

import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to discovery's delta feed, which keeps {@link FleetFacts} up to date. It is opened again whenever it is lost. */
public final class FactsLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int LONGEST_MESSAGE = 64 << 20; // a hundred thousand rovers, whole

    private final ServiceAddress address;
    private final FleetFacts facts;
    private final Worker worker;
    private volatile DiscoverySocket open; // written by the worker; closed by the thread that closes this
    private volatile boolean closed; // written by the thread that closes
    private boolean failing; // the worker's

    public FactsLink(ServiceAddress address, FleetFacts facts) {
        this.address = address;
        this.facts = facts;
        worker = Worker.start("facts", this::run);
    }

    private void run() throws InterruptedException {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try (DiscoverySocket socket = DiscoverySocket.open(address, "/ws?mode=delta")) {
                open = socket;
                askLimits();
                if (closed) {
                    return;
                }
                socket.read(LONGEST_MESSAGE, message -> {
                    if (take(message)) {
                        facts.connected(true);
                        failing = false;
                        pause.reset();
                    }
                });
                throw new IOException("it has closed the connection");
            } catch (IOException e) {
                if (!failing) {
                    log.warn("discovery at {} does not tell of rovers: what is known of them grows old: {}", address, e.toString());
                }
                failing = true;
            } finally {
                facts.connected(false);
            }
            Thread.sleep(pause.next());
        }
    }

    /** They change only with a restart of discovery. */
    private void askLimits() {
        try {
            facts.limits(FleetLimits.ask(address));
        } catch (IOException e) {
            log.warn("discovery at {} does not say which battery is low: it is taken to be {} V: {}", address, facts.limits().lowVolts(),
                    e.toString());
        }
    }

    private boolean take(byte[] message) {
        try {
            return FactsReader.read(message, facts);
        } catch (IOException e) {
            log.debug("discovery said what is not understood: {}", e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        DiscoverySocket socket = open;
        if (socket != null) {
            socket.close(); // the worker reads from it, which no interrupt ends
        }
        worker.close();
    }
}

package depot.dispatch.fleet;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.common.time.Time;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to discovery's {@code /ws/supervise} (PROTOCOL.md, the rover's own link): sends the names of the rovers to feed, and
 * receives which ones are fed. It is opened again whenever it is lost. One thread writes, another reads.
 */
public final class SuperviseLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration RENEW = Duration.ofMillis(800); // of a lease of three seconds
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int LONGEST_MESSAGE = 64 * 1024;

    private final ServiceAddress address;
    private final DiscoverySupervision supervision;
    private final Time time;
    private final Worker worker;
    private final GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE); // the worker's, as is failing
    private volatile DiscoverySocket open; // written by the worker; closed by the thread that closes this
    private volatile boolean heard; // on this connection; written by the worker before it reads, and by its reader
    private boolean failing;

    public SuperviseLink(ServiceAddress address, DiscoverySupervision supervision, Time time) {
        this.address = address;
        this.supervision = supervision;
        this.time = time;
        worker = Worker.start("supervise", this::run);
    }

    private void run() throws InterruptedException {
        while (true) {
            try (DiscoverySocket socket = DiscoverySocket.open(address, "/ws/supervise")) {
                open = socket;
                heard = false;
                supervision.connected(true);
                Thread reader = Thread.ofVirtual().name("supervise-read").start(() -> read(socket));
                try {
                    write(socket, reader);
                } finally {
                    reader.interrupt();
                }
            } catch (IOException e) {
                if (!failing) {
                    log.warn("discovery at {} cannot be asked to supervise rovers: tasks are sent, and rovers that nobody else "
                            + "supervises do not drive: {}",
                            address, e.toString());
                }
                failing = true;
            } finally {
                supervision.connected(false);
            }
            Thread.sleep(pause.next());
        }
    }

    /** Until the reader ends, which closes the socket. */
    private void write(DiscoverySocket socket, Thread reader) throws IOException, InterruptedException {
        long number = -1;
        long opened = time.nanos();
        boolean well = false;
        while (reader.isAlive()) {
            // not when it is opened: something may take the connection and close it, for ever
            if (!well && (heard || time.nanos() - opened > LONGEST_PAUSE.toNanos())) {
                log.info("rovers on tasks are supervised by discovery at {}", address);
                well = true;
                failing = false;
                pause.reset();
            }
            DiscoverySupervision.Named named = supervision.next(number, RENEW);
            number = named.number();
            socket.send(JsonText.write(json -> {
                json.writeStartObject();
                json.writeStringField("type", "supervise");
                json.writeArrayFieldStart("rovers");
                for (String rover : named.rovers()) {
                    json.writeString(rover);
                }
                json.writeEndArray();
                json.writeEndObject();
            }));
        }
        throw new IOException("it has closed the connection");
    }

    private void read(DiscoverySocket socket) {
        try {
            socket.read(LONGEST_MESSAGE, this::understand);
        } catch (IOException e) {
            // the writer says so
        }
    }

    /** A broken or unknown message is skipped. */
    private void understand(byte[] text) {
        heard = true;
        try {
            JsonObject json = JsonObject.parse(text);
            if (json.anyText("type").orElse("").equals("supervision")) {
                supervision.state(json.text("rover_id", 128), json.text("state", 16));
            }
        } catch (BadInput e) {
            log.debug("discovery said what is not understood: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        worker.close();
        DiscoverySocket socket = open;
        if (socket != null) {
            socket.close(); // the lease ends with it: a rover that drives for us stands
        }
    }
}

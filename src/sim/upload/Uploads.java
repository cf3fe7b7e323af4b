package depot.sim.upload;

import depot.common.threads.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet's recordings, brought to archive: each rover's once in an interval, one after the other, on a thread of its own. What does not
 * get through is brought the next time. Rovers are added before {@link #start}; any thread.
 */
public final class Uploads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.sim");

    private final Server server;
    private final Duration every;
    private final List<Rover> rovers = new ArrayList<>();
    private Worker worker; // null before the start
    private volatile boolean closed; // written by the thread that closes; a library may swallow the interrupt
    private boolean failing; // on the worker's thread: a failure is logged once, and so is its end

    /** The address of SFTP, and the login. */
    public record Server(String host, int port, String user, String password) {
        @Override
        public String toString() {
            return user + "@" + host + ":" + port;
        }
    }

    private record Rover(String id, RoverRecording recording, BooleanSupplier inReach) {}

    /** @param every how long after one of a rover's the next begins */
    public Uploads(Server server, Duration every) {
        this.server = server;
        this.every = every;
    }

    /** @param inReach whether the network reaches it just now */
    public void add(String id, RoverRecording recording, BooleanSupplier inReach) {
        rovers.add(new Rover(id, recording, inReach));
    }

    public void start() {
        if (!rovers.isEmpty()) {
            worker = Worker.start("uploads", this::repeat);
        }
    }

    private void repeat() throws InterruptedException {
        try (RoverSync sync = new RoverSync(server)) {
            Duration share = every.dividedBy(rovers.size());
            for (int i = 0; !closed; i++) {
                Rover rover = rovers.get(i % rovers.size());
                long began = System.nanoTime();
                if (rover.inReach.getAsBoolean()) {
                    bring(sync, rover);
                }
                Thread.sleep(Math.max(0, share.toMillis() - (System.nanoTime() - began) / 1_000_000));
            }
        }
    }

    private void bring(RoverSync sync, Rover rover) {
        try {
            int brought = sync.sync(rover.id, rover.recording);
            log.debug("{} brought {} files", rover.id, brought);
            if (failing) {
                failing = false;
                log.info("recordings are brought to {} again", server);
            }
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                log.warn("recordings cannot be brought to {}: {}", server, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        if (worker != null) {
            worker.close();
        }
    }
}

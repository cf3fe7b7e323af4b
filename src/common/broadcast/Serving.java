package depot.common.broadcast;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves all that wait for a round, one after the other, on a few threads: a write for a peer that reads costs less than waking the peer's
 * own thread for it. A thread that one of them blocks stays with that one, and another goes on in its place with the others; where many
 * block, those that are left are woken.
 *
 * <p>Made for one round, by the round's thread, which alone calls {@link #all}.
 */
final class Serving {
    /** One that blocks holds up the others for twice this at most. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);
    /** A thread that serves lets others have its processor after so many. */
    private static final int BEFORE_YIELD = 64;
    /** Half of the processors: the others are for those who publish, and for what the machine does besides. */
    private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);

    private static final int MOST_BLOCKED = 4 * THREADS;

    private final List<Wakeup> waiting;
    private int blocked; // the round's
    private volatile boolean crowded; // written by the round
    private final AtomicInteger next = new AtomicInteger();
    private final long began = System.nanoTime();

    Serving(List<Wakeup> waiting) {
        this.waiting = waiting;
    }

    /** Returns when all were served, or are with a thread that they block. */
    void all() throws InterruptedException {
        do {
            serve();
        } while (next.get() < waiting.size()); // a thread failed, as without memory: the others must not wait for ever
    }

    private void serve() throws InterruptedException {
        Server[] servers = new Server[Math.min(THREADS, waiting.size())];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = new Server();
        }
        for (int i = 0; i < servers.length; i++) {
            while (!servers[i].thread.join(LOOK_EVERY)) {
                for (int j = i; j < servers.length; j++) {
                    if (servers[j].isBlocked()) {
                        crowded = ++blocked >= MOST_BLOCKED;
                        servers[j] = new Server();
                    }
                }
            }
        }
    }

    private final class Server {
        private volatile Wakeup at; // written by its thread
        private volatile boolean replaced; // written by the round
        private Wakeup seenAt; // the round's
        private final Thread thread = Thread.ofVirtual().name("round-serve").start(this::run);

        private void run() {
            while (!replaced) {
                int number = next.getAndIncrement();
                if (number >= waiting.size()) {
                    return;
                }
                Wakeup one = waiting.get(number);
                at = one;
                if (crowded) {
                    one.signal();
                } else {
                    one.serve(began);
                }
                if (number % BEFORE_YIELD == BEFORE_YIELD - 1) {
                    Thread.yield();
                }
            }
        }

        /** Whether it has been waiting for one peer since the last look; then it goes on with no other. */
        private boolean isBlocked() {
            Wakeup now = at;
            boolean blocked = now != null && now == seenAt && thread.getState() == Thread.State.WAITING;
            seenAt = now;
            if (blocked) {
                replaced = true;
                now.leaveAlone(System.nanoTime());
            }
            return blocked;
        }
    }
}

package depot.console;

import depot.common.threads.Worker;
import depot.support.Api;
import java.util.Locale;

/** Rovers r0, r1 and so on that all drive, each with a heartbeat every two seconds, until closed. */
public final class Heartbeats implements AutoCloseable {
    private static final long EVERY_MILLIS = 2000;
    private static final int THREADS = 8;

    private final Worker[] workers = new Worker[THREADS];

    public Heartbeats(Api discovery, int rovers) {
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread;
            workers[thread] = Worker.start("heartbeats-" + thread, () -> drive(discovery, first, rovers));
        }
    }

    private static void drive(Api discovery, int first, int rovers) throws InterruptedException {
        for (int round = 0; ; round++) {
            for (int i = first; i < rovers; i += THREADS) {
                double angle = i + round * 0.4;
                try {
                    discovery.post("/heartbeat/r" + i, String.format(Locale.ROOT,
                            "{\"battery_voltage\":48.5,\"mode\":3,\"pose\":{\"x\":%.2f,\"y\":%.2f,\"theta\":%.3f}}",
                            i % 40 * 12 + 5 * Math.cos(angle), i / 40 * 12 + 5 * Math.sin(angle),
                            Math.IEEEremainder(angle + Math.PI / 2, 2 * Math.PI)));
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                Thread.sleep(EVERY_MILLIS * THREADS / rovers);
            }
        }
    }

    @Override
    public void close() {
        for (Worker worker : workers) {
            worker.close();
        }
    }
}

package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens many connections, only so many of them at once: more would overflow the listener's queue, and measure the
 * kernel's patience. A connection says when it is {@link #ready} or {@link #failed}, on the loop's thread.
 */
final class Ramp {

    /** Begins to open the connection of that number. */
    interface Opener {
        void open(int number) throws IOException;
    }

    private static final int FEW = 64;

    private final SelectorLoop loop;
    private final int count;
    private final int atOnce;
    private final Opener opener;
    private final CountDownLatch over;
    private int begun;
    private int ready;
    private int failed;
    /** A fault of this process itself, such as too few files. Written by the loop. */
    private volatile IOException trouble;

    Ramp(SelectorLoop loop, int count, Opener opener) {
        this(loop, count, FEW, opener);
    }

    /** @param atOnce how many may be under way */
    Ramp(SelectorLoop loop, int count, int atOnce, Opener opener) {
        this.loop = loop;
        this.count = count;
        this.atOnce = atOnce;
        this.opener = opener;
        over = new CountDownLatch(count);
    }

    void ready() {
        ready++;
        next();
    }

    void failed() {
        failed++;
        next();
    }

    /** A connection has ended by itself. @param open whether it had said that it is ready */
    void closed(Report report, boolean open, String reason) {
        report.error((open ? "closed: " : "not opened: ") + reason);
        if (!open) {
            failed();
        }
    }

    /**
     * Opens all, waits for the outcome, and writes it into the report.
     *
     * @throws IOException when the system gives no more connections, not one could be opened, or not all were done in time
     */
    void climb(Report report, String what, Duration limit) throws IOException, InterruptedException {
        long from = System.nanoTime();
        loop.execute(() -> {
            for (int i = 0; i < Math.min(atOnce, count); i++) {
                begin();
            }
        });
        boolean done = awaitEnd(limit);
        int opened = loop.call(() -> ready);
        report.put(what + "Opened", opened);
        report.put(what + "Refused", loop.call(() -> failed));
        double seconds = (System.nanoTime() - from) / 1e9;
        report.put(what + "OpenedSeconds", seconds);
        Load.progress("%d of %d %s open after %.1f s".formatted(opened, count, what, seconds));
        if (count > 0 && opened == 0) {
            throw new IOException("no connection could be opened: " + report.json());
        }
        if (!done) {
            throw new IOException("not all connections were open or refused in " + limit.toSeconds() + " s: " + report.json());
        }
    }

    private boolean awaitEnd(Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        boolean done = false;
        while (!done && System.nanoTime() < end) {
            done = over.await(100, TimeUnit.MILLISECONDS);
            if (trouble != null) {
                throw trouble;
            }
        }
        return done;
    }

    private void next() {
        over.countDown();
        begin();
    }

    private void begin() {
        if (begun < count) {
            int number = begun++;
            try {
                opener.open(number);
            } catch (IOException e) {
                trouble = e;
            }
        }
    }
}

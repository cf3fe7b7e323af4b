package depot.load;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * {@code --connections} rovers on dispatch's {@code /ws}. They live on their loop's thread; the methods are for the thread that measures.
 */
final class DispatchFleet {
    /** A rover that registers is sent nothing for three seconds: it may have kept reports. */
    private static final Duration SETTLE = Duration.ofMillis(3_500);
    private static final Duration BEGIN = Duration.ofSeconds(90);

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final DispatchRover.Events events;
    private final Ramp ramp;
    private final DispatchRover[] rovers;
    private int given; // the loop's

    DispatchFleet(Options options, Report report, SelectorLoop loop, DispatchRover.Events events) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        this.events = counted(events);
        rovers = new DispatchRover[options.connections()];
        ramp = new Ramp(loop, rovers.length, number -> connect(number, ramp()));
    }

    private Ramp ramp() {
        return ramp;
    }

    private DispatchRover.Events counted(DispatchRover.Events events) {
        return (rover, atNanos) -> {
            given++;
            events.task(rover, atNanos);
        };
    }

    private void connect(int number, Ramp opening) throws IOException {
        rovers[number] = new DispatchRover(number, report, events, opening::ready, opening::failed);
        rovers[number].connected(WebSocketClient.connect(loop, options.target(), "/ws", Map.of(), rovers[number]));
    }

    /** Connects all, and waits until they may be sent tasks. */
    void open() throws IOException, InterruptedException {
        ramp.climb(report, "rovers", Duration.ofSeconds(60));
        Thread.sleep(SETTLE);
    }

    /**
     * Starts as many tasks as there are rovers, and waits until each has one.
     *
     * @param start the call that starts one, queued
     * @param more how many are to wait behind those
     */
    void giveTasks(CallPool calls, byte[] start, int more) throws IOException, InterruptedException {
        loop.execute(() -> {
            for (int i = 0; i < rovers.length + more; i++) {
                calls.create(start);
            }
        });
        long from = System.nanoTime();
        while (given() < rovers.length) {
            if (System.nanoTime() - from > BEGIN.toNanos()) {
                throw new IOException("only " + given() + " rovers have a task after " + BEGIN.toSeconds() + " s: " + report.json());
            }
            Thread.sleep(100);
        }
        report.put("allHaveTasksSeconds", (System.nanoTime() - from) / 1e9);
        Load.progress("all have tasks after %.1f s".formatted((System.nanoTime() - from) / 1e9));
    }

    /** How many tasks were given so far. */
    int given() {
        return loop.call(() -> given);
    }

    /** Has one drop its link without a word and come back on a new one; on the loop. */
    void reconnect(int number) {
        rovers[number].abort();
        try {
            rovers[number] = rovers[number].again();
            rovers[number].connected(WebSocketClient.connect(loop, options.target(), "/ws", Map.of(), rovers[number]));
        } catch (IOException e) {
            report.error("not reconnected: " + e);
        }
    }

    /** For the loop's thread. */
    DispatchRover rover(int number) {
        return rovers[number];
    }

    int size() {
        return rovers.length;
    }

    void close() {
        loop.call(() -> {
            for (DispatchRover rover : rovers) {
                rover.abort();
            }
            return null;
        });
    }
}

package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * {@code --connections} rovers that each have a task and report progress, at {@code --rates} a second together, evenly;
 * watched by {@code --consoles}.
 *
 * <p>Every report has a number of its own as {@code waypoint}, which consoles find again in what they are shown. The delay is from
 * sending it until the console has read the message that shows it. (The progress of one task is shown ten times a second
 * at most: reports in between are overtaken, and have no delay.) In the end the last report of each rover must be what
 * is stored, and what the consoles saw last.
 */
final class Progress implements Load.Scenario {
    private static final int KEPT = 1 << 22;
    private static final int PATIENCE_SECONDS = 30;
    private static final long GRACE_MILLIS = 2_000;
    private static final String STORED = "depot_dispatch_report_stored_seconds";

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final CallPool calls;
    private final DispatchFleet fleet;
    private final DispatchConsoles consoles;
    private final Rounds rounds;
    private final Pacer pacer;
    private final AtomicLongArray sentAt = new AtomicLongArray(KEPT); // by number, those of long ago overwritten
    private final long[] last;
    private long next = 1;
    private Stored written = new Stored(System.nanoTime(), 0, 0);

    Progress(Options options, Report report, SelectorLoop loop, SelectorLoop consoleLoop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        calls = new CallPool(options, report, loop);
        fleet = new DispatchFleet(options, report, loop, (rover, atNanos) -> {});
        consoles = new DispatchConsoles(options, report, consoleLoop, number -> sentAt.get((int) number & KEPT - 1));
        rounds = new Rounds(options, report, loop, consoles::swap);
        pacer = new Pacer(loop, this::send);
        last = new long[options.connections()];
    }

    @Override
    public void run() throws IOException, InterruptedException {
        calls.open();
        byte[] start = Yard.queuedStart(calls);
        fleet.open();
        fleet.giveTasks(calls, start, 0);
        consoles.open();
        written = stored();
        rounds.rates(pacer::rate, this::addResults);
        loop.execute(() -> pacer.rate(0));
        long from = System.nanoTime();
        int stored;
        do {
            Thread.sleep(GRACE_MILLIS);
            stored = lastStored();
        } while (stored < fleet.size() && System.nanoTime() - from < 1e9 * PATIENCE_SECONDS);
        report.put("lastStored", stored);
        report.put("drainedSeconds", (System.nanoTime() - from) / 1e9);
        report.put("lastShown", consoles.lastShown(last));
        consoles.close();
        calls.close();
        fleet.close();
    }

    private void addResults(Map<String, Object> round) {
        round.put("sentLate", Report.delays(loop.call(pacer::late)));
        round.putAll(consoles.result());
        Stored now = stored();
        round.put("storedPerSecond", (now.count - written.count) * 1e9 / (now.atNanos - written.atNanos));
        round.put("storedMeanMs", 1e3 * (now.seconds - written.seconds) / Math.max(1, now.count - written.count));
        written = now;
    }

    /** The service's own word on what it stored: tasks written, of which each stands for one report or more. */
    private record Stored(long atNanos, double count, double seconds) {}

    private Stored stored() {
        try {
            String text = Metric.text(loop, options.target());
            return new Stored(System.nanoTime(), Metric.number(text, STORED + "_count"), Metric.number(text, STORED + "_sum"));
        } catch (IOException e) {
            report.error("no metrics: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return written;
    }

    /** The number of rovers whose last report is what the database holds. */
    private int lastStored() throws IOException, InterruptedException {
        int right = 0;
        for (int i = 0; i < fleet.size(); i++) {
            Map<String, Object> task = calls.call("GET", "/tasks/" + fleet.rover(i).task(), "");
            right += ((Number) task.get("waypoint")).longValue() == last[i] ? 1 : 0;
        }
        return right;
    }

    private void send() {
        long number = next++;
        DispatchRover rover = fleet.rover((int) (number % fleet.size()));
        if (rover.task() == null || !rover.isOpen()) {
            report.error("a report of a rover that has no task");
            return;
        }
        last[rover.number()] = number;
        sentAt.set((int) number & KEPT - 1, System.nanoTime());
        rover.progress((int) (number / fleet.size() % 100), number, 0);
        rounds.count();
    }
}

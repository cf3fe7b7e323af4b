package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.util.Arrays;

/**
 * A fleet of which every rover has a task, and some tasks that wait for one: at {@code --rates} a rover finishes, and the
 * delay is from sending its {@code complete} until the task that waited longest has come to it. Then one more is
 * put into the queue. A rate of 0 is as fast as it goes with {@code --callers} rovers at a time.
 */
final class Queueing implements Load.Scenario, DispatchRover.Events {
    private static final int DEPTH = 50;
    private static final long GRACE_MILLIS = 1_000;

    private final Report report;
    private final SelectorLoop loop;
    private final CallPool calls;
    private final DispatchFleet fleet;
    private final Rounds rounds;
    private final Demand finishes;
    private final long[] freedAt; // by rover, until its next task has come; 0 while it is on one
    private byte[] start;
    private int next;

    Queueing(Options options, Report report, SelectorLoop loop) {
        this.report = report;
        this.loop = loop;
        calls = new CallPool(options, report, loop);
        fleet = new DispatchFleet(options, report, loop, this);
        rounds = new Rounds(options, report, loop);
        finishes = new Demand(loop, options.callers(), this::finish);
        freedAt = new long[options.connections()];
    }

    @Override
    public void run() throws IOException, InterruptedException {
        calls.open();
        start = Yard.queuedStart(calls);
        fleet.open();
        fleet.giveTasks(calls, start, DEPTH);
        rounds.rates(finishes::rate, round -> round.put("sentLate", Report.delays(loop.call(finishes::late))));
        loop.execute(finishes::rest);
        Thread.sleep(GRACE_MILLIS);
        report.put("neverCame", loop.call(() -> (int) Arrays.stream(freedAt).filter(at -> at != 0).count()));
        calls.close();
        fleet.close();
    }

    private void finish() {
        for (int tried = 0; tried < fleet.size(); tried++) {
            DispatchRover rover = fleet.rover(next++ % fleet.size());
            if (rover.task() != null && rover.isOpen()) {
                freedAt[rover.number()] = System.nanoTime();
                rover.complete();
                return;
            }
        }
        report.error("no rover has a task");
    }

    @Override
    public void task(DispatchRover rover, long atNanos) {
        long freed = freedAt[rover.number()];
        if (freed != 0) {
            freedAt[rover.number()] = 0;
            rounds.count(atNanos - freed);
            calls.create(start);
            finishes.done();
        }
    }
}

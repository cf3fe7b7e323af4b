package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Operators that start a mission at {@code --rates}, with {@code --connections} rovers to choose from: the delay is from
 * sending the call until the task has come to its rover. A rate of 0 is as fast as it goes, with each of the
 * {@code --callers} starting the next when its last has come to a rover. A rover finishes its task a moment later.
 */
final class Assign implements Load.Scenario, DispatchRover.Events {
    private static final long WORK_NANOS = 100_000_000;
    private static final long GRACE_MILLIS = 2_000;

    private final Report report;
    private final SelectorLoop loop;
    private final CallPool calls;
    private final DispatchFleet fleet;
    private final Rounds rounds;
    private final Demand starts;
    private final Map<String, Long> calledAt = new HashMap<>(); // by task, until it has come to its rover
    private final Map<String, Long> cameAt = new HashMap<>(); // by task, until its call is answered
    private byte[] start;
    private final Histogram answers = new Histogram();

    Assign(Options options, Report report, SelectorLoop loop) {
        this.report = report;
        this.loop = loop;
        calls = new CallPool(options, report, loop);
        fleet = new DispatchFleet(options, report, loop, this);
        rounds = new Rounds(options, report, loop);
        starts = new Demand(loop, options.callers(), this::start);
    }

    @Override
    public void run() throws IOException, InterruptedException {
        calls.open();
        start = calls.request("POST", "/missions/" + Yard.makeMission(calls) + "/start", "");
        fleet.open();
        rounds.rates(starts::rate, this::addResults);
        loop.execute(starts::rest);
        Thread.sleep(GRACE_MILLIS);
        report.put("neverCame", loop.call(calledAt::size));
        calls.close();
        fleet.close();
    }

    private void addResults(Map<String, Object> round) {
        round.put("answer", Report.delays(loop.call(answers::drain)));
        round.put("sentLate", Report.delays(loop.call(starts::late)));
    }

    private void start() {
        long sentAt = System.nanoTime();
        calls.send(start, (status, body) -> {
            answers.record(System.nanoTime() - sentAt);
            String task = calls.id(status, body);
            Long came = cameAt.remove(task);
            if (came != null) {
                matched(came - sentAt);
            } else if (task != null) {
                calledAt.put(task, sentAt);
            } else if (starts.isFlatOut()) {
                loop.after(WORK_NANOS, this::start); // it was refused with a reason, and tries again
            }
        });
    }

    @Override
    public void task(DispatchRover rover, long atNanos) {
        Long called = calledAt.remove(rover.task());
        if (called == null) {
            cameAt.put(rover.task(), atNanos);
        } else {
            matched(atNanos - called);
        }
        loop.after(WORK_NANOS, () -> {
            if (rover.task() != null && rover.isOpen()) {
                rover.complete();
            }
        });
    }

    private void matched(long nanos) {
        rounds.count(nanos);
        starts.done();
    }
}

package depot.sim.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Operators that start a mission at {@code --rates}, with {@code --connections} rovers to choose from: the delay is from
 * sending the call until the task has come to its rover. A rate of 0 is as fast as it goes, with each of the
 * {@code --callers} starting the next when its last has come to a rover. A rover finishes its task a moment later.
 */
final class Assign implements Load.Scenario {
    private static final long WORK_NANOS = 100_000_000;
    private static final long GRACE_MILLIS = 2_000;

    @Override
    public void run(Options options, Report report) throws IOException, InterruptedException {
        SelectorLoop loop = SelectorLoop.start("load");
        try (loop) {
            new Run(options, report, loop).measure();
        }
    }

    private static final class Run implements DispatchRover.Events {
        final Options options;
        final Report report;
        final SelectorLoop loop;
        final CallPool calls;
        final DispatchFleet fleet;
        final Pacer pacer;
        final Map<String, Long> calledAt = new HashMap<>(); // by task, until it has come to its rover
        final Map<String, Long> cameAt = new HashMap<>(); // by task, until its call is answered
        byte[] start;
        Tally tally = new Tally();
        Histogram answers = new Histogram();
        boolean fast;

        Run(Options options, Report report, SelectorLoop loop) {
            this.options = options;
            this.report = report;
            this.loop = loop;
            calls = new CallPool(options, report, loop);
            fleet = new DispatchFleet(options, report, loop, this);
            pacer = new Pacer(loop, this::start);
        }

        void measure() throws IOException, InterruptedException {
            calls.open();
            start = calls.request("POST", "/missions/" + Yard.makeMission(calls) + "/start", "");
            fleet.open();
            Tally.rates(options, report, loop, this::pace, this::swap, this::tell);
            loop.execute(() -> pace(-1));
            Thread.sleep(GRACE_MILLIS);
            report.put("neverCame", loop.call(calledAt::size));
            calls.close();
            fleet.close();
        }

        private void pace(int rate) {
            pacer.rate(Math.max(0, rate));
            boolean before = fast;
            fast = rate == 0;
            for (int i = 0; fast && !before && i < options.callers(); i++) {
                start();
            }
        }

        private Tally swap() {
            Tally done = tally;
            tally = new Tally();
            return done;
        }

        private void tell(Map<String, Object> round) {
            round.put("answer", Report.delays(loop.call(() -> {
                Histogram counted = answers;
                answers = new Histogram();
                return counted;
            })));
            round.put("sentLate", Report.delays(loop.call(pacer::late)));
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
                } else if (fast) {
                    loop.after(WORK_NANOS, this::start); // it was told why not, and tries again
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
            tally.count++;
            tally.delays.record(nanos);
            if (fast) {
                start();
            }
        }
    }
}

package depot.sim.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.util.Map;

/**
 * A fleet of which every rover has a task, and some tasks that wait for one: at {@code --rates} a rover finishes, and the
 * delay is from sending its {@code complete} until the task that waited longest has come to it. Then one more is
 * put into the queue. A rate of 0 is as fast as it goes with {@code --callers} rovers at a time.
 */
final class Queueing implements Load.Scenario {
    private static final int DEPTH = 50;

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
        final long[] freedAt;
        byte[] start;
        Tally tally = new Tally();
        int given;
        int next;
        boolean fast;

        Run(Options options, Report report, SelectorLoop loop) {
            this.options = options;
            this.report = report;
            this.loop = loop;
            calls = new CallPool(options, report, loop);
            fleet = new DispatchFleet(options, report, loop, this);
            pacer = new Pacer(loop, this::finish);
            freedAt = new long[options.connections()];
        }

        void measure() throws IOException, InterruptedException {
            calls.open();
            start = calls.request("POST", "/missions/" + Yard.makeMission(calls) + "/start?queue=true", "");
            fleet.open();
            loop.execute(() -> {
                for (int i = 0; i < fleet.size() + DEPTH; i++) {
                    enqueue();
                }
            });
            fleet.awaitTasks(() -> given);
            Tally.rates(options, report, loop, this::pace, this::swap, round -> round.put("sentLate", Report.delays(loop.call(pacer::late))));
            loop.execute(() -> pace(-1));
            Thread.sleep(1_000);
            report.put("neverCame", loop.call(() -> (int) java.util.Arrays.stream(freedAt).filter(at -> at != 0).count()));
            calls.close();
            fleet.close();
        }

        private void pace(int rate) {
            pacer.rate(Math.max(0, rate));
            boolean before = fast;
            fast = rate == 0;
            for (int i = 0; fast && !before && i < options.callers(); i++) {
                finish();
            }
        }

        private Tally swap() {
            Tally done = tally;
            tally = new Tally();
            return done;
        }

        private void enqueue() {
            calls.create(start);
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
            given++;
            long freed = freedAt[rover.number()];
            if (freed != 0) {
                freedAt[rover.number()] = 0;
                tally.count++;
                tally.delays.record(atNanos - freed);
                enqueue();
                if (fast) {
                    finish();
                }
            }
        }
    }
}

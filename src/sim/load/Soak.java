package depot.sim.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Everything that a depot does, for a long time, for whoever wants to see what grows: {@code --connections} rovers report
 * progress at the first of {@code --rates}; twenty times a second one of them finishes, has its task cancelled, or comes back on a
 * new link, and a new task is started; {@code --consoles} watch, of which one is replaced every two seconds; zones are saved.
 */
final class Soak implements Load.Scenario {
    private static final int KEPT = 1 << 20;
    private static final int EVENTS_PER_SECOND = 20;
    private static final int EVENTS_TO_A_CONSOLE = 40;
    private static final int EVENTS_TO_A_ZONE = 10;

    @Override
    public void run(Options options, Report report) throws IOException, InterruptedException {
        SelectorLoop roverLoop = SelectorLoop.start("load-rovers");
        SelectorLoop consoleLoop = SelectorLoop.start("load-consoles");
        try (roverLoop; consoleLoop) {
            new Run(options, report, roverLoop, consoleLoop).measure();
        }
    }

    private static final class Run implements DispatchRover.Events {
        final Options options;
        final Report report;
        final SelectorLoop loop;
        final CallPool calls;
        final DispatchFleet fleet;
        final DispatchConsoles consoles;
        final Pacer reports;
        final Pacer events;
        final AtomicLongArray sentAt = new AtomicLongArray(KEPT);
        byte[] start;
        byte[] save;
        Tally tally = new Tally();
        int given;
        long next = 1;
        int event;

        Run(Options options, Report report, SelectorLoop loop, SelectorLoop consoleLoop) {
            this.options = options;
            this.report = report;
            this.loop = loop;
            calls = new CallPool(options, report, loop);
            fleet = new DispatchFleet(options, report, loop, this);
            consoles = new DispatchConsoles(options, report, consoleLoop, number -> sentAt.get((int) number & KEPT - 1));
            reports = new Pacer(loop, this::send);
            events = new Pacer(loop, this::happen);
        }

        void measure() throws IOException, InterruptedException {
            calls.open();
            start = calls.request("POST", "/missions/" + Yard.makeMission(calls) + "/start?queue=true", "");
            save = calls.request("PUT", "/zones/" + Yard.makeZone(calls, "saved"), Yard.zone("saved again"));
            fleet.open();
            loop.execute(() -> {
                for (int i = 0; i < fleet.size(); i++) {
                    calls.create(start);
                }
            });
            fleet.awaitTasks(() -> given);
            consoles.open();
            loop.execute(() -> {
                reports.rate(options.rates().getFirst());
                events.rate(EVENTS_PER_SECOND);
            });
            Thread.sleep(options.warmUp());
            for (int i = 1; i <= options.rounds(); i++) {
                Map<String, Object> round = Tally.round(options.round(), loop, this::swap);
                round.putAll(consoles.result());
                report.round(round);
                Load.progress("round %d of %d: %,.0f reports a second".formatted(i, options.rounds(), (double) round.get("perSecond")));
            }
            report.put("tasksGiven", loop.call(() -> given));
            loop.execute(() -> {
                reports.rate(0);
                events.rate(0);
            });
            consoles.close();
            calls.close();
            fleet.close();
        }

        private Tally swap() {
            consoles.swap();
            Tally done = tally;
            tally = new Tally();
            return done;
        }

        /** Of a rover that has a task; the others have nothing to say. */
        private void send() {
            long number = next++;
            DispatchRover rover = fleet.rover((int) (number % fleet.size()));
            if (rover.task() != null && rover.isOpen()) {
                sentAt.set((int) number & KEPT - 1, System.nanoTime());
                rover.progress((int) (number / fleet.size() % 100), number, 0);
                tally.count++;
            }
        }

        private void happen() {
            DispatchRover rover = fleet.rover(event % fleet.size());
            if (event % EVENTS_TO_A_ZONE == 0) {
                calls.send(save, calls::id);
            }
            if (event % EVENTS_TO_A_CONSOLE == 0 && options.consoles() > 0) {
                consoles.replace(event / EVENTS_TO_A_CONSOLE % options.consoles());
            }
            if (rover.task() != null && rover.isOpen()) {
                happen(rover);
            }
            event++;
        }

        private void happen(DispatchRover rover) {
            switch (event % 3) {
                case 0 -> {
                    rover.complete();
                    calls.create(start);
                }
                case 1 -> calls.send(calls.request("POST", "/tasks/" + rover.task() + "/cancel", ""), (status, body) -> {
                    if (calls.id(status, body) != null) {
                        calls.create(start);
                    }
                });
                default -> fleet.reconnect(rover.number());
            }
        }

        @Override
        public void task(DispatchRover rover, long atNanos) {
            given++;
        }
    }
}

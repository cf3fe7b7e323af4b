package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Everything that a depot does, for a long time, to find what grows: {@code --connections} rovers report
 * progress at the first of {@code --rates}; twenty times a second one of them finishes, has its task cancelled, or comes back on a
 * new link, and a new task is started; {@code --consoles} watch, of which one is replaced every two seconds; zones are saved.
 */
final class Soak implements Load.Scenario {
    private static final int KEPT = 1 << 20;
    private static final int EVENTS_PER_SECOND = 20;
    private static final int EVENTS_TO_A_CONSOLE = 40;
    private static final int EVENTS_TO_A_ZONE = 10;

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final CallPool calls;
    private final DispatchFleet fleet;
    private final DispatchConsoles consoles;
    private final Rounds rounds;
    private final Pacer reports;
    private final Pacer events;
    private final AtomicLongArray sentAt = new AtomicLongArray(KEPT);
    private byte[] start;
    private byte[] save;
    private long next = 1;
    private int event;

    Soak(Options options, Report report, SelectorLoop loop, SelectorLoop consoleLoop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        calls = new CallPool(options, report, loop);
        fleet = new DispatchFleet(options, report, loop, (rover, atNanos) -> {});
        consoles = new DispatchConsoles(options, report, consoleLoop, number -> sentAt.get((int) number & KEPT - 1));
        rounds = new Rounds(options, report, loop, consoles::swap);
        reports = new Pacer(loop, this::send);
        events = new Pacer(loop, this::happen);
    }

    @Override
    public void run() throws IOException, InterruptedException {
        calls.open();
        start = Yard.queuedStart(calls);
        save = calls.request("PUT", "/zones/" + Yard.makeZone(calls, "saved"), Yard.zone("saved again"));
        fleet.open();
        fleet.giveTasks(calls, start, 0);
        consoles.open();
        loop.execute(() -> {
            reports.rate(options.rates().getFirst());
            events.rate(EVENTS_PER_SECOND);
        });
        rounds.each(round -> round.putAll(consoles.result()));
        report.put("tasksGiven", fleet.given());
        loop.execute(() -> {
            reports.rate(0);
            events.rate(0);
        });
        consoles.close();
        calls.close();
        fleet.close();
    }

    /** Sends a report of a rover that has a task. */
    private void send() {
        long number = next++;
        DispatchRover rover = fleet.rover((int) (number % fleet.size()));
        if (rover.task() != null && rover.isOpen()) {
            sentAt.set((int) number & KEPT - 1, System.nanoTime());
            rover.progress((int) (number / fleet.size() % 100), number, 0);
            rounds.count();
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
}

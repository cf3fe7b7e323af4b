package depot.dispatch.faults;

import depot.sim.client.SelectorLoop;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A rover that behaves word for word as the contract ("What the rovers in the field do") says: any task message starts it
 * anew, reports made while offline are kept and sent in a burst after {@code register}, a failed controller repeats itself
 * until it hears of it, a half-open link is never noticed. With {@link Habits#acks} it speaks the new protocol instead.
 *
 * <p>It writes all of it into the history. Lives on its loop's thread, without locks, so that a thousand are cheap;
 * {@link #start}, {@link #letGo}, {@link #fallIdle}, {@link #claim} and {@link #close} may be called from any thread.
 */
final class FakeRover implements AutoCloseable {
    /** In nanoseconds. */
    private static final long RECORDED_EACH = 500_000_000L;

    private final String id;
    private final String body;
    private final Habits habits;
    private final History history;
    private final SelectorLoop loop;
    private final SplittableRandom random;
    private final ReconnectingLink link;
    private final KeptReports kept;
    private Habits.Hands hands;
    private Drive drive; // null while it has nothing to do
    private String unponged; // the task message on this link that no ping has followed yet
    private int runs; // how many task messages came
    private String lastReport; // the newest report that was recorded on this link
    private long toldAt; // when

    /**
     * @param id what it calls itself
     * @param body which machine it is; differs where two call themselves the same
     * @param port where it connects, on loopback
     */
    FakeRover(String id, String body, Habits habits, int port, SelectorLoop loop, History history, long seed) {
        this.id = id;
        this.body = body;
        this.habits = habits;
        this.history = history;
        this.loop = loop;
        this.random = new SplittableRandom(seed);
        this.hands = habits.hands();
        this.kept = new KeptReports(habits.acks());
        this.link = new ReconnectingLink(loop, port, "/ws", habits.pause(), new Wire());
    }

    void start() {
        link.start();
    }

    /** Its operator lets go of it: a stored task starts, and later ones do at once. */
    void letGo() {
        loop.execute(() -> {
            hands = Habits.Hands.OFF;
            if (drive != null) {
                drive.begin();
            }
        });
    }

    /** It falls back to idle: whatever it is on, nothing more is said of it. */
    void fallIdle() {
        loop.execute(() -> {
            if (drive != null) {
                drive.fallIdle();
            }
        });
    }

    /** It says that it completed a task, whether or not it has one. */
    void claim(String task) {
        loop.execute(() -> report(task, 0, Event.Report.COMPLETE, Messages.complete(task, 1)));
    }

    @Override
    public void close() {
        link.close();
    }

    String id() {
        return id;
    }

    String body() {
        return body;
    }

    Habits habits() {
        return habits;
    }

    // ---- for its drive

    SelectorLoop loop() {
        return loop;
    }

    SplittableRandom random() {
        return random;
    }

    boolean isOn(Drive asking) {
        return drive == asking;
    }

    /** The task is over for it; after a failure it still has it. */
    void finished(boolean failed) {
        history.add(new Event.Finished(history.now(), id, body, link.link(), drive.task(), failed));
        if (!failed) {
            drive = null;
        }
    }

    /** Sends a report, or keeps it until there is a link. */
    void report(String task, int run, Event.Report report, String json) {
        boolean open = link.isOpen();
        KeptReports.Kept made = new KeptReports.Kept(task, report, json, run);
        kept.add(made, open);
        if (open) {
            link.send(json);
            record(made, false);
        }
    }

    private void record(KeptReports.Kept report, boolean fromBefore) {
        String key = report.run() + report.task() + report.report();
        boolean due = report.report() == Event.Report.PROGRESS && history.now() - toldAt > RECORDED_EACH;
        if (due || !key.equals(lastReport)) {
            lastReport = key;
            toldAt = history.now();
            history.add(new Event.Reported(toldAt, id, body, link.link(), report.task(), report.report(), fromBefore, report.run()));
        }
    }

    // ---- what comes

    private final class Wire implements ReconnectingLink.Owner {
        @Override
        public void opened(int number) {
            unponged = null;
            lastReport = null;
            String doing = drive == null ? null : drive.task();
            history.add(new Event.Registered(history.now(), id, body, number, habits.acks(), habits.acks() ? doing : null));
            link.send(Messages.register(id, habits.acks(), doing));
            kept.take().forEach(report -> {
                link.send(report.json());
                record(report, true);
            });
        }

        @Override
        public void message(Map<String, Object> json) {
            if (!(json.get("type") instanceof String type)) {
                return;
            }
            switch (type) {
                case "task" -> task(json);
                case "cancel" -> cancel((String) json.get("task_id"));
                case "ack" -> ack((String) json.get("task_id"), (String) json.get("status"));
                default -> { } // unknown types are ignored
            }
        }

        /** Drops what runs without a word, be it the same, and starts at waypoint 0, lap 0. */
        private void task(Map<String, Object> json) {
            String task = (String) json.get("task_id");
            Map<?, ?> zone = (Map<?, ?>) json.get("zone");
            runs++;
            history.add(new Event.TaskCame(history.now(), id, body, link.link(), task, drive == null ? null : drive.task(),
                    drive != null && drive.works(), runs));
            unponged = task;
            kept.restarted(task);
            drive = new Drive(FakeRover.this, task, ((List<?>) zone.get("waypoints")).size(), Boolean.TRUE.equals(zone.get("loop")), runs);
            if (hands == Habits.Hands.OFF) {
                drive.begin();
            }
        }

        private void cancel(String task) {
            boolean heeded = drive != null && drive.task().equals(task);
            history.add(new Event.CancelCame(history.now(), id, body, link.link(), task, heeded));
            if (heeded) {
                drive = null;
            }
            kept.cancelled(task);
        }

        private void ack(String task, String status) {
            history.add(new Event.AckCame(history.now(), id, body, link.link(), task, status));
            kept.acknowledged(task);
        }

        @Override
        public void pinged() {
            if (unponged != null) {
                history.add(new Event.Ponged(history.now(), id, body, link.link(), unponged));
                unponged = null;
            }
        }

        @Override
        public void dropped(int number) {
            history.add(new Event.Dropped(history.now(), id, body, number));
        }
    }
}

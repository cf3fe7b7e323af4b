package depot.dispatch.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares what consoles were sent last, on their present link, with the books and the rovers. */
final class ConsoleRules {
    private final Account account;
    private final Findings findings;

    /** What one console was sent on one link. */
    private static final class Shown {
        boolean open = true;
        final Map<String, TaskView> tasks = new HashMap<>();
        final Map<String, Event.SawRover> rovers = new HashMap<>();
    }

    ConsoleRules(Account account, Findings findings) {
        this.account = account;
        this.findings = findings;
    }

    void apply() {
        Map<String, Shown> consoles = new HashMap<>();
        for (Event event : account.only(Event.class).toList()) {
            switch (event) {
                case Event.ConsoleOpened opened -> consoles.put(opened.console(), new Shown());
                case Event.ConsoleDropped dropped -> consoles.get(dropped.console()).open = false;
                case Event.SawTask saw -> {
                    TaskView before = consoles.get(saw.console()).tasks.put(saw.task().id(), saw.task());
                    if (before != null && before.ended() && !before.status().equals(saw.task().status())) {
                        findings.add(Rule.WENT_BACK, saw.task().id(), saw.console() + " saw task " + saw.task().id() + " as " + before
                                + ", and at "
                                + Event.time(saw.at()) + " as " + saw.task());
                    }
                }
                case Event.SawRover saw -> consoles.get(saw.console()).rovers.put(saw.rover(), saw);
                default -> { }
            }
        }
        consoles.forEach((console, last) -> {
            if (last.open) {
                judgeTasks(console, last);
                judgeRovers(console, last);
            }
        });
    }

    private void judgeTasks(String console, Shown last) {
        List<String> ids = new ArrayList<>(last.tasks.keySet());
        account.books().tasks().values().stream().filter(task -> !task.ended()).map(TaskView::id).forEach(ids::add);
        for (String id : ids) {
            TaskView shown = last.tasks.get(id);
            TaskView row = account.books().tasks().get(id);
            if (shown == null || row == null ? row != null || !shown.ended() : !same(shown, row)) {
                findings.add(Rule.CONSOLE_WRONG, id, console + " shows task " + id + " as " + shown + "; it is " + row);
            } else if ((shown.status().equals("pending") || shown.unknown() && !shown.ended()) && shown.waitingFor() == null) {
                findings.add(Rule.UNEXPLAINED, id, console + " shows task " + id + " as " + shown + ", and not why");
            }
        }
    }

    /** Of a task that is under way, the progress may be newer on one side. */
    private static boolean same(TaskView shown, TaskView row) {
        return shown.status().equals(row.status()) && (shown.ended() || shown.unknown() == row.unknown())
                && Objects.equals(shown.rover(), row.rover())
                && (!shown.ended() || shown.progress() == row.progress() && shown.waypoint() == row.waypoint() && shown.lap() == row.lap());
    }

    private void judgeRovers(String console, Shown last) {
        account.bodies().forEach((rover, bodies) -> {
            Event.SawRover shown = last.rovers.get(rover);
            if (!account.single(rover)) {
                return;
            }
            boolean connected = account.present(bodies.iterator().next()) != null;
            String task = account.openTask(rover);
            if (shown == null ? connected : shown.connected() != connected || connected && !Objects.equals(shown.task(), task)) {
                findings.add(Rule.ROVER_SHOWN_WRONG, task, console + " shows " + rover + " as "
                        + (shown == null ? "nothing" : (shown.connected() ? "connected, on " : "away, on ") + shown.task())
                        + "; it is " + (connected ? "connected" : "away") + ", and its task is " + task);
            }
        });
    }
}

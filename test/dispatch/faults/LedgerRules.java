package depot.dispatch.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the books must say of themselves: the edges of the design, one end, one holder, one task a rover. */
final class LedgerRules {
    private static final Map<String, Set<String>> EDGES = Map.of(
            "new", Set.of("pending", "assigned"),
            "pending", Set.of("assigned", "cancelled"),
            "assigned", Set.of("active", "done", "failed", "cancelled", "pending"),
            "active", Set.of("done", "failed", "cancelled", "pending"));

    /** Two processes' clocks, on one machine, in nanoseconds. */
    private static final long CLOCK_SLACK = Duration.ofMillis(50).toNanos();

    private final Account account;
    private final Findings findings;

    LedgerRules(Account account, Findings findings) {
        this.account = account;
        this.findings = findings;
    }

    void apply() {
        account.changes().forEach(this::judge);
        account.books().tasks().forEach((id, row) -> {
            if (!account.changes().containsKey(id)) {
                findings.add(Rule.ROW_DISAGREES, id, "task " + id + " is " + row.status() + " and has no history");
            }
        });
        oneTaskARover();
    }

    private void judge(String task, List<Books.Change> changes) {
        String state = null;
        String holder = null;
        for (Books.Change change : changes) {
            if (Objects.equals(change.from(), change.to()) && change.to().equals(state)) {
                continue; // a note: nothing changed
            }
            boolean moved = move(task, state, change);
            state = change.to();
            holder = state.equals("assigned") || holder == null ? change.rover() : holder;
            if (moved && !state.equals("assigned") && !state.equals("pending") && !state.equals("cancelled")) {
                judgeReport(task, holder, change);
            }
        }
        TaskView row = account.books().tasks().get(task);
        if (row == null && !TaskView.ended(state)) {
            findings.add(Rule.VANISHED, task, "task " + task + " was " + state + ", and is gone");
        } else if (row != null && !row.status().equals(state)) {
            findings.add(Rule.ROW_DISAGREES, task, "task " + task + " is " + row.status() + ", and its history ends on " + state);
        }
    }

    /** @return whether there is such an edge */
    private boolean move(String task, String state, Books.Change change) {
        if (TaskView.ended(String.valueOf(state))) {
            findings.add(Rule.CHANGED_AFTER_END, task, "task " + task + " was " + state + ", and then: " + change);
        } else if (!Objects.equals(change.from(), state)) {
            findings.add(Rule.EDGE, task, "task " + task + " was " + state + ", and then: " + change);
        } else if (!EDGES.get(state == null ? "new" : state).contains(change.to())) {
            findings.add(Rule.EDGE, task, "task " + task + " went a way that there is not: " + change);
        } else {
            return true;
        }
        return false;
    }

    /** A change that only the task's rover can bring about, or its absence. */
    private void judgeReport(String task, String holder, Books.Change change) {
        if (holder != null && change.rover() != null && !change.rover().equals(holder)) {
            findings.add(Rule.NOT_THE_HOLDER, task, "task " + task + " was " + holder + "'s, and then: " + change);
            return;
        }
        boolean reported = account.of(task, Event.Reported.class)
                .filter(report -> report.rover().equals(holder) && report.at() < change.at() + CLOCK_SLACK)
                .anyMatch(report -> switch (change.to()) {
            case "done" -> report.report() == Event.Report.COMPLETE;
            case "failed" -> report.report() == Event.Report.FAILED;
            default -> true;
        });
        if (!reported && !(change.to().equals("failed") && mayHaveBeenAway(holder))) {
            findings.add(Rule.NOBODY_REPORTED, task, "task " + task + ": " + change + ", and " + holder + " had not said so");
        } else if (reported && TaskView.ended(change.to()) && account.single(holder)) {
            judgeAttempt(task, holder, change);
        }
    }

    /** The report that ended the task was on its last attempt, as a dispatcher can know it: not on an older link, or before the pong. */
    private void judgeAttempt(String task, String holder, Books.Change end) {
        Event.TaskCame last = account.of(task, Event.TaskCame.class).filter(came -> came.rover().equals(holder)
                && came.at() < end.at() - CLOCK_SLACK)
                .reduce(null, (first, second) -> second);
        Event.Report outcome = end.to().equals("done") ? Event.Report.COMPLETE : Event.Report.FAILED;
        if (last == null) {
            return;
        }
        long pong = account.of(task, Event.Ponged.class).filter(event -> event.link() == last.link() && event.at() >= last.at())
                .mapToLong(Event::at)
                .findFirst().orElse(Long.MAX_VALUE);
        boolean itsOwn = account.of(task, Event.Reported.class).filter(report -> report.rover().equals(holder) && report.report() == outcome
                && report.at() < end.at() + CLOCK_SLACK).anyMatch(report -> report.run() >= last.run() || report.link() > last.link()
                || report.link() == last.link() && report.at() > pong);
        if (!itsOwn) {
            findings.add(Rule.EARLIER_ATTEMPT_ENDED, task, "task " + task + ": " + end + " at " + Event.time(end.at())
                    + ", though it was sent again at "
                    + Event.time(last.at()) + ", and that attempt had not ended");
        }
    }

    private boolean mayHaveBeenAway(String rover) {
        return account.only(Event.Disturbed.class).anyMatch(d -> d.scope() == Event.Scope.PROCESS)
                || account.bodies().getOrDefault(String.valueOf(rover), Set.of()).stream()
                        .anyMatch(body -> account.by(body).stream().anyMatch(Event.Dropped.class::isInstance)
                                || account.only(Event.Disturbed.class).anyMatch(d -> body.equals(d.body())));
    }

    private void oneTaskARover() {
        Map<String, String> has = new HashMap<>(); // rover to task
        Map<String, String> holds = new HashMap<>(); // task to rover
        for (Books.Change change : account.books().changes()) {
            if (change.to().equals("assigned") && !Objects.equals(change.from(), change.to())) {
                String other = has.put(change.rover(), change.task());
                holds.put(change.task(), change.rover());
                if (other != null && !other.equals(change.task())) {
                    findings.add(Rule.TWO_TASKS, change.task(), change.rover() + " had task " + other + " when it was given task "
                            + change.task());
                }
            } else if (!change.to().equals("active")) {
                String rover = holds.remove(change.task());
                has.remove(rover, change.task());
            }
        }
    }
}

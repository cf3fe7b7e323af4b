package depot.dispatch.faults;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** When a task may be taken from its rover, or ended without it, and which rover may be given one. Times in nanoseconds. */
final class LossRules {
    /** Between the history's clock and the database's. */
    private static final long CLOCK_SLACK = Duration.ofMillis(200).toNanos();

    private final Account account;
    private final Findings findings;
    private final long lostAfter;

    LossRules(Account account, Findings findings, Duration lostAfter) {
        this.account = account;
        this.findings = findings;
        this.lostAfter = lostAfter.toNanos();
    }

    void apply() {
        account.changes().forEach((task, changes) -> {
            Books.Change assigned = null;
            for (int i = 0; i < changes.size(); i++) {
                Books.Change change = changes.get(i);
                boolean moved = !change.to().equals(change.from());
                if (moved && change.to().equals("assigned")) {
                    assigned = change;
                    judgeGiven(change);
                } else if (moved && assigned != null && account.single(assigned.rover()) && taken(task, assigned, change)) {
                    long next = changes.stream().skip(i).filter(later -> later.to().equals("assigned")).mapToLong(Books.Change::at)
                            .findFirst().orElse(Long.MAX_VALUE);
                    judgeTaken(task, assigned, change, next);
                }
            }
        });
    }

    /** Back to the queue, or failed though nobody said so. */
    private boolean taken(String task, Books.Change assigned, Books.Change change) {
        return change.to().equals("pending") || change.to().equals("failed") && account.of(task, Event.Reported.class)
                .noneMatch(report -> report.rover().equals(assigned.rover()) && report.report() == Event.Report.FAILED
                        && report.at() < change.at() + CLOCK_SLACK);
    }

    /** @param next when the task was given to a rover after that */
    private void judgeTaken(String task, Books.Change assigned, Books.Change change, long next) {
        String body = account.bodies().get(assigned.rover()).iterator().next();
        boolean came = account.of(task, Event.TaskCame.class).anyMatch(event -> event.body().equals(body)
                && event.at() > assigned.at() - CLOCK_SLACK && event.at() < next);
        if (!came && change.to().equals("pending")) {
            return; // it was never with its rover
        }
        OptionalLong since = troubleSince(task, body, assigned.at(), change.at());
        if (since.isEmpty() || change.at() - since.getAsLong() < lostAfter - CLOCK_SLACK) {
            findings.add(Rule.TAKEN_TOO_SOON, task, "task " + task + ": " + change + " at " + Event.time(change.at()) + ", and "
                    + (since.isEmpty() ? assigned.rover() + " was there all the time" : "nothing was wrong before "
                            + Event.time(since.getAsLong())));
        }
    }

    /** Since when dispatch could think that the rover is away, or not know whether it is on the task; empty when it could not. */
    private OptionalLong troubleSince(String task, String body, long assigned, long until) {
        List<Event.OfTask> known = account.of(task, Event.OfTask.class).filter(event -> event.body().equals(body)
                && event.at() > assigned - CLOCK_SLACK
                && (event instanceof Event.Ponged || event instanceof Event.Reported) && event.at() + account.grace() < until
                && account.arrived(body, event.link(), event.at())).toList();
        long from = known.isEmpty() ? assigned : known.getLast().at();
        boolean processes = account.disturbances().stream().anyMatch(d -> d.scope() == Event.Scope.PROCESS && d.at() <= until
                && d.until() >= from);
        if (!known.isEmpty() && !processes) {
            return awaySince(body, until); // it has the task: only its absence counts
        }
        LongStream broken = account.disturbances().stream().filter(d -> (d.scope() == Event.Scope.PROCESS || body.equals(d.body()))
                && d.at() <= until && d.until() >= from)
                .mapToLong(d -> Math.max(d.at(), from));
        LongStream dropped = account.by(body).stream().filter(event -> event instanceof Event.Dropped && event.at() >= from
                && event.at() <= until)
                .mapToLong(Event::at);
        return LongStream.concat(broken, dropped).min();
    }

    private OptionalLong awaySince(String body, long at) {
        Event.Registered last = account.registered(body, at);
        if (last == null) {
            return OptionalLong.of(0);
        }
        long end = Math.min(at, account.endOf(body, last.link()));
        OptionalLong broken = account.disturbances().stream().filter(d -> body.equals(d.body()) && d.at() <= end
                && d.until() >= end - account.grace())
                .mapToLong(Event.Disturbed::at).min();
        return broken.isPresent() || end == at ? broken : OptionalLong.of(end);
    }

    private void judgeGiven(Books.Change assigned) {
        long from = assigned.at() - 2 * account.grace();
        if (!account.single(assigned.rover()) || !account.quiet(from, assigned.at())) {
            return;
        }
        String body = account.bodies().get(assigned.rover()).iterator().next();
        Event.Registered last = account.registered(body, assigned.at() + CLOCK_SLACK);
        if (last == null || account.endOf(body, last.link()) < from) {
            findings.add(Rule.GIVEN_TO_ABSENT, assigned.task(), "task " + assigned.task() + " was given to " + assigned.rover() + " at "
                    + Event.time(assigned.at())
                    + ", which had left" + (last == null ? "" : " at " + Event.time(account.endOf(body, last.link()))));
        }
    }
}

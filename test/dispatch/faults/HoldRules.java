package depot.dispatch.faults;

import java.time.Duration;
import java.util.List;

/** What must hold once an operator stopped everything. Times in nanoseconds. */
final class HoldRules {
    /** A call to release that nobody answered may have been carried out until then. */
    private static final long LONGEST_CALL = Duration.ofSeconds(10).toNanos();
    /** Between the history's clock and the database's. */
    private static final long CLOCK_SLACK = Duration.ofMillis(200).toNanos();

    private final Account account;
    private final Findings findings;
    private final List<Event.Held> releases;

    HoldRules(Account account, Findings findings) {
        this.account = account;
        this.findings = findings;
        this.releases = account.only(Event.Held.class).filter(call -> !call.held() && call.outcome() != Event.Outcome.REFUSED).toList();
    }

    void apply() {
        account.only(Event.Held.class).filter(call -> call.held() && (call.outcome() == Event.Outcome.STORED
                || call.outcome() == Event.Outcome.HERE)).forEach(stop -> {
            judgeSent(stop);
            if (stop.outcome() == Event.Outcome.STORED && account.quiet(stop.from() - account.grace(), stop.at())) {
                judgeOpen(stop);
            }
        });
    }

    private void judgeSent(Event.Held stop) {
        long from = certainFrom(stop) + account.grace() / 2;
        long until = releases.stream().filter(release -> end(release) > stop.from()).mapToLong(Event.Held::from).min()
                .orElse(Long.MAX_VALUE);
        account.only(Event.TaskCame.class).filter(came -> came.at() > from && came.at() < until
                && account.calm(came.body(), stop.at(), came.at()))
                .forEach(came -> findings.add(Rule.SENT_WHILE_HELD, came.task(), came.body() + " was sent task " + came.task() + " at "
                        + Event.time(came.at())
                        + ", and everything was stopped at " + Event.time(stop.at())));
    }

    private static long end(Event.Held release) {
        return release.outcome() == Event.Outcome.UNKNOWN ? release.at() + LONGEST_CALL : release.at();
    }

    /** Where the database was away the other process hears of it when it is back. */
    private long certainFrom(Event.Held stop) {
        return stop.outcome() == Event.Outcome.STORED ? stop.at() : account.disturbances().stream()
                .filter(d -> d.body() == null && d.until() > stop.from()).mapToLong(Event.Disturbed::until).max()
                        .orElse(stop.at()) + 2 * account.grace();
    }

    private void judgeOpen(Event.Held stop) {
        account.changes().forEach((task, changes) -> {
            boolean there = changes.getFirst().at() < stop.from() - CLOCK_SLACK;
            boolean ended = changes.stream().anyMatch(change -> TaskView.ended(change.to()) && change.at() < stop.at() + CLOCK_SLACK);
            TaskView row = account.books().tasks().get(task);
            if (there && !ended && (row == null || !row.ended() || TaskView.ended(changes.getLast().to()))) { // or its history is wrong
                findings.add(Rule.STOP_LEFT_OPEN, task, "task " + task + " was open when everything was stopped at "
                        + Event.time(stop.from())
                        + ", and still was when that was answered at " + Event.time(stop.at()));
            }
        });
    }
}

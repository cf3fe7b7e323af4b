package depot.dispatch.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be shown as unknown, and for how long; and what may be shown as silent. Times in nanoseconds. */
final class UnknownRules {
    /** Between the history's clock and the database's. */
    private static final long CLOCK_SLACK = Duration.ofMillis(200).toNanos();
    /** A process to which the database gives no answer for this long may be taken for dead. */
    private static final Duration TAKEN_FOR_DEAD = Duration.ofSeconds(4);

    private final Account account;
    private final Findings findings;
    private final long silentAfter;

    UnknownRules(Account account, Findings findings, Duration silentAfter) {
        this.account = account;
        this.findings = findings;
        this.silentAfter = silentAfter.toNanos();
    }

    void apply() {
        Map<String, Event.SawTask> last = new HashMap<>();
        account.only(Event.SawTask.class).filter(saw -> saw.task().ended() || saw.task().rover() == null
                || account.single(saw.task().rover())).forEach(saw -> {
            Event.SawTask before = last.put(saw.console() + saw.link() + saw.task().id(), saw);
            TaskView task = saw.task();
            if (task.ended() || task.rover() == null) {
                return;
            }
            if (task.unknown()) {
                judgeUnknown(task, saw.at(), saw.console() + " showed");
                if (task.waitingFor() == null) {
                    findings.add(Rule.UNEXPLAINED, task.id(), saw.console() + " showed task " + task.id() + " as " + task
                            + ", and not why");
                }
            } else if (before != null && before.task().unknown() && task.rover().equals(before.task().rover())) {
                judgeKnownAgain(before, saw);
            }
            if (task.silentSince() != null) {
                judgeSilent(saw);
            }
        });
        account.books().tasks().values().stream().filter(task -> task.unknown() && !task.ended() && task.rover() != null
                && account.single(task.rover()))
                .forEach(task -> judgeUnknown(task, account.end(), "the row shows"));
    }

    private void judgeUnknown(TaskView task, long at, String where) {
        knownSince(task, at).ifPresent(why -> findings.add(Rule.UNKNOWN_UNFOUNDED, task.id(),
                where + " task " + task.id() + " as " + task + " at " + Event.time(at) + ", and " + why));
    }

    /** Why it must have been known then whether the rover has the task; empty where it may not have been. */
    private Optional<String> knownSince(TaskView task, long at) {
        String body = account.bodies().get(task.rover()).iterator().next();
        long assigned = account.changes().getOrDefault(task.id(), List.of()).stream()
                .filter(change -> change.to().equals("assigned") && !change.to().equals(change.from()) && change.at() < at + CLOCK_SLACK)
                .mapToLong(Books.Change::at).max().orElse(0);
        Optional<Event.OfTask> reported = account.of(task.id(), Event.OfTask.class).filter(event -> event.body().equals(body)
                && event.at() > assigned - CLOCK_SLACK
                && (event instanceof Event.Ponged || event instanceof Event.Reported) && event.at() + account.grace() < at
                && account.arrived(body, event.link(), event.at())).reduce((first, second) -> second);
        if (reported.isPresent()) {
            long since = reported.get().at();
            boolean asked = account.by(body).stream().anyMatch(event -> event instanceof Event.Registered registered && registered.acks()
                    && registered.at() > since && registered.at() < at && !task.id().equals(registered.statedTask()));
            boolean sentAgain = asked || account.resends(task.id()).stream().anyMatch(resend -> resend.at() > since && resend.from() < at);
            return sentAgain || lostWithProcess(since, at) ? Optional.empty() : Optional.of(body + " had reported at " + Event.time(since)
                    + " that it has it");
        }
        boolean broken = !account.calm(body, assigned - account.grace(), at) || !account.quiet(assigned - account.grace(), at)
                || account.by(body).stream()
                .anyMatch(event -> event instanceof Event.Dropped && event.at() > assigned - account.grace() && event.at() < at);
        return broken || assigned + account.grace() > at ? Optional.empty() : Optional.of("nothing was broken since it was given to it");
    }

    /** On a machine that is slow it says late that it lives, besides. */
    private long takenForDead() {
        return Math.max(0, TAKEN_FOR_DEAD.toNanos() - 2 * Math.max(0, account.grace() - Trial.GRACE.toNanos()));
    }

    private boolean lostWithProcess(long from, long until) {
        return account.disturbances().stream().anyMatch(d -> d.at() <= until && d.until() >= from && (d.scope() == Event.Scope.PROCESS
                || d.scope() == Event.Scope.DATABASE && d.until() - d.at() > takenForDead()));
    }

    /** Its rover said something of the task, or of another, or an operator had it sent again. */
    private void judgeKnownAgain(Event.SawTask before, Event.SawTask now) {
        String task = now.task().id();
        String body = account.bodies().get(now.task().rover()).iterator().next();
        long usual = before.at() - 2 * account.grace();
        long from = account.disturbances().stream().filter(d -> d.scope() != Event.Scope.CLOCK && d.at() <= now.at() && d.until() >= usual)
                .mapToLong(Event.Disturbed::at).min().orElse(usual);
        boolean said = account.of(task, Event.OfTask.class).anyMatch(event -> event.body().equals(body) && event.at() < now.at()
                && !account.unheard(body, event.at())
                && (event instanceof Event.Ponged || event instanceof Event.Reported && event.at() > Math.min(from, usual)))
                || account.by(body).stream().anyMatch(event -> event instanceof Event.Registered registered && registered.acks()
                        && registered.at() < now.at()
                        && registered.at() > Math.min(from, usual));
        if (!said && account.resends(task).stream().noneMatch(resend -> resend.at() > usual && resend.from() < now.at())) {
            findings.add(Rule.UNKNOWN_FORGOTTEN, task, now.console() + " saw task " + task + " as " + before.task() + " at "
                    + Event.time(before.at())
                    + ", and at " + Event.time(now.at()) + " as " + now.task() + ", and nobody had said more");
        }
    }

    private void judgeSilent(Event.SawTask saw) {
        String task = saw.task().id();
        account.of(task, Event.Reported.class).filter(report -> report.rover().equals(saw.task().rover())
                && report.at() + 2 * account.grace() < saw.at()
                && report.at() > saw.at() - silentAfter + CLOCK_SLACK && account.arrived(report.body(), report.link(), report.at())
                && account.quiet(report.at() - silentAfter, saw.at())).findFirst().ifPresent(report ->
                findings.add(Rule.SILENCED, task, saw.console() + " saw at " + Event.time(saw.at()) + " that the rover of task " + task
                        + " is silent, which had reported at "
                        + Event.time(report.at())));
    }
}

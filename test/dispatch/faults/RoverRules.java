package depot.dispatch.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What no rover may ever see: a task again, another's task, a task on top of the one that it is on. */
final class RoverRules {
    private final Account account;
    private final Findings findings;
    /** Task to the number of times that an operator had it sent again, or tried to. */
    private final Map<String, Integer> resends = new HashMap<>();

    RoverRules(Account account, Findings findings) {
        this.account = account;
        this.findings = findings;
    }

    void apply() {
        // what was refused was not done; what was answered 503 may have been
        account.only(Event.Answered.class).filter(answer -> answer.call().equals("resend") && answer.status() / 100 != 4)
                .forEach(answer -> resends.merge(answer.about(), 1, Integer::sum));
        account.only(Event.Unanswered.class).filter(call -> call.call().equals("resend"))
                .forEach(call -> resends.merge(call.about(), 1, Integer::sum));
        account.only(Event.TaskCame.class).forEach(came -> {
            Optional<String> known = sentAgain(came);
            if ((known.isPresent() || sentOnAGuess(came)) && resends.merge(came.task(), -1, Integer::sum) < 0) {
                findings.add(known.isPresent() ? Rule.SENT_AGAIN : Rule.SENT_ON_A_GUESS, came.task(), came.body() + " was sent task "
                        + came.task()
                        + " at " + Event.time(came.at()) + ": " + known.orElse("it had got it before, and nobody asked for it again"));
            }
            if (came.working() && !came.doing().equals(came.task()) && account.single(came.rover())) {
                givenWhileWorking(came);
            }
        });
        oneRoverATask();
    }

    /** Why dispatch must have known that the rover had the task already; empty where it could not know, or the rover had it not. */
    private Optional<String> sentAgain(Event.TaskCame again) {
        String task = again.task();
        List<Event.OfTask> before = account.of(task, Event.OfTask.class)
                .filter(event -> event.body().equals(again.body()) && event.at() < again.at() && event != again).toList();
        if (before.stream().noneMatch(Event.TaskCame.class::isInstance)) {
            return Optional.empty();
        }
        for (Event.OfTask event : before) {
            if (event instanceof Event.Reported report && heard(report, again)) {
                return Optional.of("it had said " + report.report() + " at " + Event.time(event.at())
                        + (report.kept() ? ", right after register" : ""));
            }
            boolean same = event.link() == again.link();
            if (event instanceof Event.Ponged && (same ? event.at() + account.grace() < again.at()
                    : !account.requeued(task) && account.arrived(again.body(), event.link(), event.at()))) {
                return Optional.of("its pong had confirmed at " + Event.time(event.at()) + " that it has it");
            }
        }
        return account.by(again.body()).stream().filter(event -> event instanceof Event.Registered registered
                && registered.link() == again.link()
                && task.equals(registered.statedTask()) && !dropped(again, registered.at())).findFirst()
                .map(event -> "it had said so in register");
    }

    /** Whether it has dropped the task on the same link since then, as it was told: it went back to the queue, and may come anew. */
    private boolean dropped(Event.TaskCame again, long since) {
        return account.of(again.task(), Event.CancelCame.class).anyMatch(cancel -> cancel.body().equals(again.body())
                && cancel.link() == again.link() && cancel.heeded() && cancel.at() > since && cancel.at() < again.at());
    }

    /** It had the task already, and neither went the task back to the queue meanwhile nor did it say on this link that it is not on it. */
    private boolean sentOnAGuess(Event.TaskCame again) {
        List<Event.TaskCame> before = account.of(again.task(), Event.TaskCame.class)
                .filter(came -> came.body().equals(again.body()) && came.at() < again.at()).toList();
        if (before.isEmpty() || account.requeued(again.task())) {
            return false;
        }
        boolean asked = account.by(again.body()).stream().anyMatch(event -> event instanceof Event.Registered registered
                && registered.link() == again.link()
                && registered.acks() && !again.task().equals(registered.statedTask()));
        return !asked || before.getLast().link() == again.link();
    }

    /**
     * Whether dispatch had read the report when it sent the task, and had to heed it: what is said of a task that went back to
     * the queue meanwhile changes nothing, and the rover may be given it anew.
     */
    private boolean heard(Event.Reported report, Event.TaskCame later) {
        if (account.requeued(report.task())) {
            return false;
        }
        if (report.link() == later.link()) {
            return report.kept() || report.at() + account.grace() < later.at();
        }
        return account.arrived(report.body(), report.link(), report.at());
    }

    private void givenWhileWorking(Event.TaskCame came) {
        String doing = came.doing();
        boolean said = account.of(doing, Event.Reported.class).anyMatch(report -> report.body().equals(came.body())
                && report.run() == came.run() - 1
                && report.link() == came.link() && report.at() < came.at() && heard(report, came));
        if (!said && account.of(doing, Event.Finished.class).anyMatch(finished -> finished.body().equals(came.body())
                && finished.at() < came.at())) {
            return; // an operator had it sent again at the moment when it ended: it is over, and dispatch may not know that it runs
        }
        boolean couldKnow = !account.lost(doing) || account.of(doing, Event.Reported.class)
                .anyMatch(report -> report.body().equals(came.body()) && report.link() == came.link() && report.at() < came.at()
                && heard(report, came));
        if (couldKnow) {
            findings.add(Rule.GIVEN_WHILE_WORKING, doing, came.body() + " was on task " + doing + " when it was sent task " + came.task()
                    + " at " + Event.time(came.at()) + ", and had heard of no cancel");
        }
    }

    private void oneRoverATask() {
        Map<String, List<Stretch>> byTask = new HashMap<>();
        account.stretches().values().forEach(all -> all.forEach(stretch -> byTask.computeIfAbsent(stretch.task(), task -> new ArrayList<>())
                .add(stretch)));
        byTask.forEach((task, stretches) -> {
            for (Stretch one : stretches) {
                for (Stretch other : stretches) {
                    if (one.came().rover().compareTo(other.came().rover()) < 0 && !account.requeued(task)
                            && Math.max(one.came().at(), other.came().at()) < Math.min(one.worksUntil(), other.worksUntil())) {
                        findings.add(Rule.TWO_ROVERS, task, "task " + task + " was on " + one.came().body() + " and on " + other.came()
                                .body() + " at once");
                    }
                }
            }
        });
    }
}

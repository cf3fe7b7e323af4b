package depot.dispatch.faults;

import java.util.List;
import java.util.Optional;

/** How things must stand once all links are up and there was time to settle. */
final class SettledRules {
    private final Account account;
    private final Findings findings;
    /** A rover that just came is left alone for a while, and a late report is answered once a second. */
    private final long settling;

    SettledRules(Account account, Findings findings) {
        this.account = account;
        this.findings = findings;
        this.settling = 2 * account.grace();
    }

    void apply() {
        account.bodies().forEach((rover, bodies) -> {
            String body = bodies.iterator().next();
            Event.Registered present = account.present(body);
            if (account.single(rover) && present != null && present.at() + settling < account.end()) {
                current(body).ifPresentOrElse(stretch -> judgeBusy(body, present, stretch), () -> judgeIdle(body, present));
            }
        });
        account.books().tasks().values().stream().filter(task -> task.status().equals("pending")).forEach(this::judgeWaiting);
    }

    private Optional<Stretch> current(String body) {
        List<Stretch> stretches = account.stretches().getOrDefault(body, List.of());
        return stretches.isEmpty() ? Optional.empty() : Optional.of(stretches.getLast()).filter(Stretch::goesOn);
    }

    private void judgeBusy(String body, Event.Registered present, Stretch stretch) {
        String task = stretch.task();
        String status = account.status(task);
        boolean its = present.rover().equals(account.holder(task)) && status != null && !TaskView.ended(status)
                && !status.equals("pending");
        if (its) {
            if (!stretch.works() && stretch.worksUntil() + settling < account.end()) {
                findings.add(Rule.LOST_OUTCOME, task, body + " says all the time that task " + task + " failed, and it is " + status);
            }
            return;
        }
        boolean asked = !stretch.works() || account.of(task, Event.Reported.class).anyMatch(report -> report.body().equals(body)
                && report.link() == present.link() && report.at() + settling < account.end());
        if (asked || !account.lost(task)) {
            findings.add(Rule.CANCEL_UNHEARD, task, body + " is still on task " + task + ", which is " + status + " on "
                    + account.holder(task));
        }
    }

    private void judgeIdle(String body, Event.Registered present) {
        String task = account.openTask(present.rover());
        if (task == null) {
            return;
        }
        // of one that was written into a link that ended nobody knows whether it came: whether that is so, others judge
        boolean came = account.books().tasks().get(task).unknown() || account.of(task, Event.TaskCame.class)
                .anyMatch(event -> event.body().equals(body));
        // what a process knew that is gone stays unknown, also to a rover that says it does nothing
        boolean lost = account.books().tasks().get(task).unknown() && account.disturbances().stream()
                .anyMatch(d -> d.scope() == Event.Scope.PROCESS);
        boolean asked = present.acks() && present.statedTask() == null && !lost
                && account.of(task, Event.TaskCame.class).noneMatch(event -> event.body().equals(body) && event.link() == present.link())
                && account.of(task, Event.Finished.class).noneMatch(event -> event.body().equals(body));
        boolean recalled = !stopUnanswered() && account.of(task, Event.OfTask.class).filter(event -> event.body().equals(body)
                && (event instanceof Event.TaskCame || event instanceof Event.CancelCame)).reduce((first, last) -> last)
                .filter(last -> last instanceof Event.CancelCame && last.at() + settling < account.end()).isPresent();
        if (!came || asked || recalled) {
            findings.add(Rule.NEVER_SENT, task, body + " is connected, and was not sent its task " + task
                    + (asked ? ", though it said it had none" : recalled ? " again after it had been sent a cancel for it" : ""));
        }
    }

    /** An emergency stop goes to the links first: of one that was broken off before it was stored nothing is known. */
    private boolean stopUnanswered() {
        return account.only(Event.Unanswered.class).anyMatch(call -> call.call().equals("stop all"));
    }

    /** A mission whose other task is under way may make this one wait. */
    private void judgeWaiting(TaskView task) {
        boolean held = account.books().tasks().values().stream().anyMatch(other -> other != task && other.mission().equals(task.mission())
                && (other.status().equals("assigned") || other.status().equals("active")));
        String named = account.books().missions().get(task.mission());
        if (held) {
            return;
        }
        account.bodies().forEach((rover, bodies) -> {
            String body = bodies.iterator().next();
            Event.Registered present = account.present(body);
            if ((named == null || named.equals(rover)) && account.single(rover) && present != null && present.at()
                    + settling < account.end()
                    && account.openTask(rover) == null && current(body).isEmpty()) {
                findings.add(Rule.WAITS_FOR_NOTHING, task.id(), "task " + task.id() + " waits for " + (named == null ? "any rover" : named)
                        + ", and " + body + " is free");
            }
        });
    }
}

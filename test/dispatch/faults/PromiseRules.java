package depot.dispatch.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was acknowledged to a rover, answered to an operator, or reported for certain, must be in the books. */
final class PromiseRules {
    /** The contract's 2 s, and some for a machine on which other tests run. */
    private static final long LONGEST_REFUSAL_MILLIS = 6_000;

    private final Account account;
    private final Findings findings;

    PromiseRules(Account account, Findings findings) {
        this.account = account;
        this.findings = findings;
    }

    void apply() {
        account.only(Event.AckCame.class).filter(ack -> TaskView.ended(ack.status()))
                .forEach(ack -> mustBe(ack.task(), ack.status(), ack.body() + "'s outcome was acknowledged", Rule.LOST_OUTCOME));
        account.only(Event.Answered.class).forEach(this::judgeAnswer);
        account.only(Event.Reported.class).filter(report -> report.report() != Event.Report.PROGRESS).forEach(this::judgeOutcome);
        account.only(Event.Ended.class).filter(ended -> ended.status() != 0).forEach(ended -> findings.add(Rule.BAD_END, null,
                "dispatch " + ended.process() + " ended at " + Event.time(ended.at()) + " with status " + ended.status() + ": "
                + ended.last()));
        oneTaskAKey();
    }

    private void mustBe(String task, String promised, String by, Rule whenOpen) {
        String status = account.status(task);
        if (!promised.equals(status)) {
            findings.add(status != null && TaskView.ended(status) ? Rule.CONTRADICTED : whenOpen, task,
                    "task " + task + " is " + status + ", though " + by + " as " + promised);
        }
    }

    private void judgeAnswer(Event.Answered answer) {
        if (answer.status() >= 500 && answer.status() != 503) {
            findings.add(Rule.BAD_ANSWER, null, answer.call() + " of " + answer.about() + " was answered " + answer.status() + ": "
                    + answer.error());
        } else if (answer.status() == 503 && answer.tookMillis() > LONGEST_REFUSAL_MILLIS
                && account.calm("", answer.at() - answer.tookMillis() * 1_000_000, answer.at())) { // a process that is stopped answers late
            findings.add(Rule.BAD_ANSWER, null, answer.call() + " of " + answer.about() + " was refused with 503 after "
                    + answer.tookMillis() + " ms");
        }
        TaskView task = answer.task();
        if (answer.status() / 100 != 2 || task == null) {
            return;
        }
        if (account.status(task.id()) == null) {
            findings.add(Rule.LOST_TASK, task.id(), "task " + task.id() + " is not there, though " + answer.call() + " was answered "
                    + answer.status());
        } else if (task.ended()) {
            mustBe(task.id(), task.status(), answer.call() + " was answered", Rule.CONTRADICTED);
        } else if (answer.call().equals("cancel") || answer.call().equals("stop")) {
            findings.add(Rule.BAD_ANSWER, task.id(), answer.call() + " was answered with a task that is " + task.status());
        }
    }

    /** An outcome that must have arrived may be overruled by an earlier end, but the task cannot be open any more. */
    private void judgeOutcome(Event.Reported report) {
        String task = report.task();
        if (!account.single(report.rover()) || !report.rover().equals(account.holder(task)) || account.requeued(task)
                || !account.arrived(report.body(), report.link(), report.at()) || sentAgain(report)) {
            return;
        }
        String status = account.status(task);
        if (status != null && !TaskView.ended(status)) {
            findings.add(Rule.LOST_OUTCOME, task, "task " + task + " is " + status + ", though " + report.body() + " said "
                    + report.report()
                    + " at " + Event.time(report.at()));
        }
        boolean acks = account.by(report.body()).stream().anyMatch(event -> event instanceof Event.Registered registered
                && registered.acks());
        if (acks && Stream.concat(account.of(task, Event.AckCame.class), account.of(task, Event.CancelCame.class))
                .noneMatch(answer -> answer.body().equals(report.body()))) {
            findings.add(Rule.LOST_OUTCOME, task, report.body() + " said " + report.report() + " of task " + task + " at "
                    + Event.time(report.at())
                    + ", and got neither ack nor cancel");
        }
    }

    /** An outcome of an attempt that an operator, or the rover itself, had followed by another changes nothing. */
    private boolean sentAgain(Event.Reported report) {
        return account.resends(report.task()).stream().anyMatch(resend -> resend.at() > report.at() - account.grace())
                || account.of(report.task(), Event.TaskCame.class).anyMatch(came -> came.body().equals(report.body())
                        && came.at() > report.at());
    }

    private void oneTaskAKey() {
        Map<String, Set<String>> tasksOfKey = new HashMap<>();
        Map<String, Set<String>> keysOfMission = new HashMap<>();
        Set<String> keyless = new HashSet<>();
        account.only(Event.Answered.class).filter(answer -> answer.call().equals("start")).forEach(answer -> {
            note(answer.about(), answer.key(), keysOfMission, keyless);
            if (answer.key() != null && answer.status() == 201) {
                tasksOfKey.computeIfAbsent(answer.key(), key -> new HashSet<>()).add(answer.task().id());
            }
        });
        account.only(Event.Unanswered.class).filter(call -> call.call().equals("start"))
                .forEach(call -> note(call.about(), call.key(), keysOfMission, keyless));
        tasksOfKey.values().stream().filter(tasks -> tasks.size() > 1).forEach(tasks ->
                findings.add(Rule.DOUBLED, tasks.iterator().next(), "one Idempotency-Key was answered with the tasks " + tasks));
        Map<String, Long> created = account.changes().values().stream().map(changes -> changes.getFirst())
                .filter(first -> first.mission() != null && !first.who().equals("schedule"))
                        .collect(Collectors.groupingBy(Books.Change::mission, Collectors.counting()));
        created.forEach((mission, count) -> {
            int keys = keysOfMission.getOrDefault(mission, Set.of()).size();
            if (count > keys && !keyless.contains(mission)) {
                findings.add(Rule.DOUBLED, null, "mission " + mission + " has " + count + " tasks, and was started with " + keys + " keys");
            }
        });
    }

    private static void note(String mission, String key, Map<String, Set<String>> keysOfMission, Set<String> keyless) {
        if (key == null) {
            keyless.add(mission);
        } else {
            keysOfMission.computeIfAbsent(mission, m -> new HashSet<>()).add(key);
        }
    }
}

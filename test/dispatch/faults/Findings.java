package depot.dispatch.faults;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what rules find; the same thing is reported once. One thread. */
final class Findings {
    private record Key(Rule rule, String task, String what) {}

    private final Account account;
    private final Set<Key> found = new LinkedHashSet<>();

    Findings(Account account) {
        this.account = account;
    }

    /** @param task the task that it is about, or null */
    void add(Rule rule, String task, String what) {
        found.add(new Key(rule, task, what));
    }

    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        found.forEach(key -> violations.add(new Violation(key.rule, key.task, key.what, account.story(key.task))));
        return violations;
    }
}

package depot.dispatch.faults;

import java.util.List;

/**
 * A rule that was broken.
 *
 * @param task the task that it is about, or null
 * @param what for a person, with the names of task and rover
 * @param story what happened to the task, in order
 */
record Violation(Rule rule, String task, String what, List<String> story) {
    @Override
    public String toString() {
        return rule + " (" + rule.text() + "): " + what + story.stream().map(line -> System.lineSeparator() + "      " + line)
                .reduce("", String::concat);
    }
}

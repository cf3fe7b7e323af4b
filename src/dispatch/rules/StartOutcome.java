package depot.dispatch.rules;

import depot.dispatch.model.Task;

/** The outcome of starting a mission. Where it is not {@link Started}, nothing was written. */
public sealed interface StartOutcome {
    /** It was made: with a rover, or waiting for one. */
    record Started(Task task) implements StartOutcome {}

    /**
     * It cannot be now.
     *
     * @param why for a person
     * @param soon whether that is expected to pass within a moment: a rover is confirming a cancel
     */
    record NotNow(String why, boolean soon) implements StartOutcome {}

    /** The queue is full. @param most how many tasks may wait */
    record QueueFull(int most) implements StartOutcome {}

    record NoSuchMission() implements StartOutcome {}
}

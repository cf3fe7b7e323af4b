package depot.dispatch.rules;

import depot.dispatch.model.Task;

/** What came of asking for a task of a mission. */
public sealed interface StartOutcome {
    /** It was made: with a rover, or waiting for one. */
    record Started(Task task) implements StartOutcome {}

    /** Nothing was written. @param why for a person */
    record NotNow(String why) implements StartOutcome {}

    record NoSuchMission() implements StartOutcome {}
}

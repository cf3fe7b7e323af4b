package depot.dispatch.faults;

import static depot.dispatch.faults.Rule.*;

import java.util.Set;

/** What the toy dispatcher can do wrong, and the rules by which that must show: these and no others. */
enum Fault {
    NONE(),
    SENDS_AGAIN_AT_REGISTER(SENT_AGAIN),
    LATE_COMPLETE_WINS(CHANGED_AFTER_END, CONTRADICTED, Rule.WENT_BACK),
    GIVES_TO_TWO(TWO_ROVERS),
    GIVES_TWO(Rule.TWO_TASKS, Rule.GIVEN_WHILE_WORKING),
    LOSES_ACKED_OUTCOME(LOST_OUTCOME),
    IGNORES_OUTCOME(LOST_OUTCOME),
    FORGETS_CANCEL(CANCEL_UNHEARD),
    ANSWERS_CANCEL_AND_FORGETS(CONTRADICTED),
    SKIPS_AN_EDGE(EDGE),
    TAKES_ANOTHERS_REPORT(NOT_THE_HOLDER),
    ENDS_UNASKED(NOBODY_REPORTED),
    FREES_BEFORE_CANCEL_IS_HEARD(Rule.GIVEN_WHILE_WORKING),
    NEVER_SENDS_LATER(NEVER_SENT),
    LEAVES_QUEUED(WAITS_FOR_NOTHING),
    LOSES_STARTED(LOST_TASK),
    DOUBLES_A_KEY(DOUBLED),
    DROPS_WITH_MISSION(VANISHED, CONSOLE_WRONG),
    WRITES_NO_HISTORY(ROW_DISAGREES),
    TELLS_NO_END(CONSOLE_WRONG),
    SAYS_NOT_WHY_IT_WAITS(UNEXPLAINED),
    SHOWS_ROVER_FREE(ROVER_SHOWN_WRONG),
    BREAKS_INSIDE(BAD_ANSWER);

    private final Set<Rule> shown;

    Fault(Rule... shown) {
        this.shown = Set.of(shown);
    }

    Set<Rule> shown() {
        return shown;
    }
}

package depot.dispatch.faults;

/** What must hold, as the contract and the design have it. */
enum Rule {
    // what the database shows by itself
    EDGE("a task moves only along the edges there are"),
    CHANGED_AFTER_END("an ended task never changes again"),
    ROW_DISAGREES("a task's row is what its history ends on"),
    VANISHED("a task that was open is not just gone"),
    TWO_TASKS("a rover has at most one assigned or active task"),
    NOT_THE_HOLDER("only the rover that holds a task may report on it"),
    NOBODY_REPORTED("a task changes by a rover's report only if a rover reported it"),
    // what rovers saw
    SENT_AGAIN("no rover is sent a task that it is on, or has ended"),
    SENT_ON_A_GUESS("a task that may have reached its rover is not sent again by itself"),
    TWO_ROVERS("a task is on at most one rover"),
    GIVEN_WHILE_WORKING("a rover that works is not free"),
    GIVEN_TO_ABSENT("a rover that left is given nothing"),
    TAKEN_TOO_SOON("a task that its rover may be on is taken from it only after TASK_LOST_AFTER, by time that passed"),
    EARLIER_ATTEMPT_ENDED("an outcome of an earlier attempt does not end a task that was sent again"),
    // what an operator ordered
    SENT_WHILE_HELD("while everything is stopped no task goes out"),
    STOP_LEFT_OPEN("a stop ends every open task"),
    // what was promised
    LOST_OUTCOME("no outcome that was surely reported, or acknowledged, is missing"),
    CONTRADICTED("what was answered or acknowledged stays true"),
    LOST_TASK("a task that was answered is there"),
    DOUBLED("one Idempotency-Key makes one task"),
    BAD_END("dispatch ends in time after SIGTERM, with status 0"),
    BAD_ANSWER("a call is answered in time, and never shows an internal error"),
    // what consoles saw
    WENT_BACK("a console that saw a task's end sees nothing else of it later"),
    CONSOLE_WRONG("a console's last word for a task is the database's"),
    UNEXPLAINED("a task that waits, or of which nothing is known, says why"),
    UNKNOWN_UNFOUNDED("what is known is not shown as unknown"),
    UNKNOWN_FORGOTTEN("what is unknown stays so until its rover or an operator says more"),
    SILENCED("a rover that reports is not shown as silent"),
    ROVER_SHOWN_WRONG("a console's last word for a rover is what it is and does"),
    // how it ended, once all could settle
    CANCEL_UNHEARD("a cancel reaches its rover"),
    NEVER_SENT("an assigned task reaches its rover"),
    WAITS_FOR_NOTHING("a queued task runs when its rover is free");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    /** The rule as a sentence. */
    String text() {
        return text;
    }
}

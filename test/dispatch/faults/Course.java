package depot.dispatch.faults;

import java.util.List;

/**
 * One fixed course of events in which every fault of the toy dispatcher has its place: links cut and half-open, cancels that
 * are not heard at first, a queue, a repeated call, a liar, a rover that is not heard or leaves, a stop. A step that a fault keeps
 * from happening is given up after a while, and the course goes on. One thread.
 */
final class Course extends Stage {
    private Course(Fault fault) throws Exception {
        super(fault);
    }

    /** What the checker finds when all of it has happened. */
    static List<Violation> run(Fault fault) throws Exception {
        try (Course course = new Course(fault)) {
            return course.run();
        }
    }

    private List<Violation> run() throws Exception {
        begin();
        aStop(); // first: it ends all that is open, and with it what a fault did
        aTaskThatIsStartedTwiceWithOneKey();
        aLinkThatIsCut();
        aCancelThatComesTooLate();
        aCancelThatIsNotHeard();
        aRoverThatLeaves();
        aHalfOpenLink();
        aRoverThatIsNotHeard();
        aTaskThatIsSentAgainAsItEnds();
        aQueue();
        aMissionThatIsDeletedWhileItRuns();
        aTaskThatIsStillOnAtTheEnd();
        anOutcomeThatIsAcknowledged();
        return judge();
    }

    private void aTaskThatIsStartedTwiceWithOneKey() throws Exception {
        String mission = mission("a", 3, false);
        String task = start(mission, false, "the-key");
        step(() -> is(task, "done"));
        step(() -> is(start(mission, false, "the-key"), "done"));
    }

    private void aLinkThatIsCut() throws Exception {
        String task = start(mission("b", 40, false), false, key());
        step(() -> is(task, "active"));
        long from = history.now();
        step(() -> history.now() > from + GRACE.toNanos());
        lines.line("b").cut(Line.Cut.RESET);
        step(() -> settled("b"));
        rovers.get("d").claim(task);
        step(() -> is(task, "done"));
    }

    private void aCancelThatComesTooLate() throws Exception {
        String task = start(mission("c", 20, false), false, key());
        step(() -> is(task, "active"));
        lines.line("c").block();
        operator.cancel(task);
        step(() -> saw(Event.Finished.class, task));
        lines.line("c").unblock();
        step(() -> settled("c"));
    }

    private void aCancelThatIsNotHeard() throws Exception {
        String task = start(mission("a", 5, true), false, key());
        step(() -> is(task, "active"));
        lines.line("a").block();
        operator.cancel(task);
        String next = start(mission("a", 8, false), true, key());
        lines.line("a").unblock();
        step(() -> settled("a"));
        step(() -> is(next, "done"));
    }

    private void aRoverThatLeaves() throws Exception {
        rovers.get("e").close();
        long from = history.now();
        step(() -> history.now() > from + 3 * GRACE.toNanos());
        start(mission("e", 5, false), false, key());
    }

    /** It never hears of the task, and says so when it is there again. */
    private void aHalfOpenLink() throws Exception {
        lines.line("f").halfOpen();
        String task = start(mission("f", 8, false), false, key());
        heal("f");
        step(() -> is(task, "done"));
    }

    /** It hears of the task, and says nothing of that when it is there again: an operator has it sent again. */
    private void aRoverThatIsNotHeard() throws Exception {
        lines.line("b").mute();
        String task = start(mission("b", 4, false), false, key());
        step(() -> saw(Event.Finished.class, task));
        heal("b");
        operator.resend(task);
        step(() -> is(task, "done"));
    }

    private void aTaskThatIsSentAgainAsItEnds() throws Exception {
        String task = start(mission("b", ToyDesk.RESENT, false), false, key());
        step(() -> saw(Event.Finished.class, task));
        operator.resend(task);
        step(() -> is(task, "done"));
        step(() -> idle("b"));
    }

    private void aStop() throws Exception {
        String driven = start(mission("a", 5, true), false, key());
        step(() -> is(driven, "active"));
        long driving = history.now();
        step(() -> history.now() > driving + GRACE.toNanos());
        operator.stopAll();
        String queued = start(mission("a", 7, false), true, key());
        long held = history.now();
        step(() -> history.now() > held + GRACE.toNanos());
        operator.release();
        step(() -> is(queued, "done"));
    }

    private void aQueue() throws Exception {
        String mission = mission("a", 8, false);
        String first = start(mission, false, key());
        String second = start(mission, true, key());
        step(() -> is(first, "done") && is(second, "done"));
    }

    private void aMissionThatIsDeletedWhileItRuns() throws Exception {
        String mission = mission("d", 5, true);
        String task = start(mission, false, key());
        step(() -> is(task, "active"));
        operator.delete(mission);
        step(() -> saw(Event.CancelCame.class, task));
    }

    private void aTaskThatIsStillOnAtTheEnd() throws Exception {
        String task = start(mission("b", 5, true), false, key());
        step(() -> is(task, "active"));
        start(mission("b", 3, false), true, key()); // this one waits
    }

    private void anOutcomeThatIsAcknowledged() throws Exception {
        String task = start(mission("c", 4, false), false, key());
        step(() -> is(task, "done"));
    }
}

package depot.dispatch.faults;

import java.util.List;

/**
 * One fixed course of events in which every fault of the toy dispatcher has its place: a stop, and then, each with rovers of its
 * own and all at once, links cut and half-open, cancels that are not heard at first, a queue, a repeated call, a liar, a rover
 * that is not heard or leaves. A step that a fault keeps from happening is given up after a while, and the scene goes on.
 */
final class Course extends Stage {
    private Course(Fault fault, int slower) throws Exception {
        super(fault, slower);
    }

    /**
     * What the checker finds when all of it has happened.
     *
     * @param slower how many times as long as usual everything takes, for a machine that is busy
     */
    static List<Violation> run(Fault fault, int slower) throws Exception {
        try (Course course = new Course(fault, slower)) {
            return course.run();
        }
    }

    private List<Violation> run() throws Exception {
        begin();
        aStop(); // first: it ends all that is open, and with it what a fault did
        atOnce(this::aTaskThatIsStartedTwiceWithOneKey, this::aLinkThatIsCut, this::aCancelThatComesTooLate, this::aCancelThatIsNotHeard,
                this::aRoverThatLeaves, this::aHalfOpenLink, this::aRoverThatIsNotHeard, this::aTaskThatIsSentAgainAsItEnds,
                this::aQueue, this::aMissionThatIsDeletedWhileItRuns, this::aTaskThatIsStillOnAtTheEnd);
        return judge();
    }

    private void aTaskThatIsStartedTwiceWithOneKey() throws Exception {
        String mission = mission("a", 3, false);
        String task = start(mission, false, "the-key");
        step(() -> is(task, "done"));
        step(() -> is(start(mission, false, "the-key"), "done"));
    }

    private void aLinkThatIsCut() throws Exception {
        String task = start(mission("b", ToyBook.LONG, false), false, key());
        step(() -> is(task, "active"));
        long from = history.now();
        step(() -> history.now() > from + grace.toNanos());
        long links = registrations("b");
        lines.line("b").cut(Line.Cut.RESET);
        step(() -> registrations("b") > links); // and on it goes
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
        anOutcomeThatIsAcknowledged();
    }

    private void aCancelThatIsNotHeard() throws Exception {
        String task = start(mission("g", 5, true), false, key());
        step(() -> is(task, "active"));
        lines.line("g").block();
        operator.cancel(task);
        String next = start(mission("g", 8, false), true, key());
        lines.line("g").unblock();
        step(() -> settled("g"));
        step(() -> is(next, "done"));
    }

    private void aRoverThatLeaves() throws Exception {
        rovers.get("e").close();
        long from = history.now();
        step(() -> history.now() > from + 3 * grace.toNanos());
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
        lines.line("h").mute();
        String task = start(mission("h", 4, false), false, key());
        step(() -> saw(Event.Finished.class, task));
        heal("h");
        operator.resend(task);
        step(() -> is(task, "done"));
    }

    private void aTaskThatIsSentAgainAsItEnds() throws Exception {
        String task = start(mission("i", ToyDesk.RESENT, false), false, key());
        step(() -> saw(Event.Finished.class, task));
        operator.resend(task);
        step(() -> is(task, "done"));
        step(() -> idle("i"));
    }

    private void aStop() throws Exception {
        String driven = start(mission("a", 5, true), false, key());
        step(() -> is(driven, "active"));
        long driving = history.now();
        step(() -> history.now() > driving + grace.toNanos());
        operator.stopAll();
        long held = history.now();
        step(() -> history.now() > held + grace.toNanos()); // until then a task may have been on its way
        String queued = start(mission("a", 7, false), true, key());
        long asked = history.now();
        step(() -> saw(Event.TaskCame.class, queued) || history.now() > asked + grace.toNanos());
        operator.release();
        step(() -> is(queued, "done"));
    }

    private void aQueue() throws Exception {
        String mission = mission("j", 8, false);
        String first = start(mission, false, key());
        String second = start(mission, true, key());
        step(() -> is(first, "done") && is(second, "done"));
    }

    private void aMissionThatIsDeletedWhileItRuns() throws Exception {
        String mission = mission("k", 5, true);
        String task = start(mission, false, key());
        step(() -> is(task, "active"));
        operator.delete(mission);
        step(() -> saw(Event.CancelCame.class, task));
    }

    private void aTaskThatIsStillOnAtTheEnd() throws Exception {
        String task = start(mission("l", 5, true), false, key());
        step(() -> is(task, "active"));
        start(mission("l", 3, false), true, key()); // this one waits
    }

    private void anOutcomeThatIsAcknowledged() throws Exception {
        String task = start(mission("c", 4, false), false, key());
        step(() -> is(task, "done"));
    }
}

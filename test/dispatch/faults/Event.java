package depot.dispatch.faults;

import java.util.Locale;

/**
 * One thing that somebody outside of dispatch saw or did. A rover's events name its {@code body} too: two machines may
 * call themselves by one rover id. {@code link} counts the connections of a body or a console, from 1. Immutable.
 */
sealed interface Event {
    /** Nanoseconds since the history began. */
    long at();

    /** Of a rover. */
    sealed interface OfRover extends Event {
        String rover();

        String body();

        int link();
    }

    /** A rover's event that is about one task. */
    sealed interface OfTask extends OfRover {
        String task();
    }

    enum Report { PROGRESS, COMPLETE, FAILED }

    /** @param statedTask the task that it said it was on; null for none, and for a rover in the field, which says nothing */
    record Registered(long at, String rover, String body, int link, boolean acks, String statedTask) implements OfRover {}

    record Dropped(long at, String rover, String body, int link) implements OfRover {}

    /**
     * A task message came.
     *
     * @param doing the task that it was on until then, or null
     * @param working whether {@code doing} had not ended for the rover
     * @param run how many task messages came to this body, this one included
     */
    record TaskCame(long at, String rover, String body, int link, String task, String doing, boolean working, int run) implements OfTask {}

    /** The first ping after a task message was answered. */
    record Ponged(long at, String rover, String body, int link, String task) implements OfTask {}

    /** @param heeded whether it was for the task that the rover was on */
    record CancelCame(long at, String rover, String body, int link, String task, boolean heeded) implements OfTask {}

    /**
     * A report was sent. Of a task's progress on one link one each half second is recorded, of a repeated failure only the first.
     *
     * @param kept whether it had been kept while offline, and went out together with {@code register}
     * @param run which of the body's task messages it is about, from 1; 0 where it is about none
     */
    record Reported(long at, String rover, String body, int link, String task, Report report, boolean kept, int run) implements OfTask {}

    /**
     * The task is over for the rover, whether or not it could say so yet.
     *
     * @param failed whether its controller failed: it goes on saying so until it hears of it
     */
    record Finished(long at, String rover, String body, int link, String task, boolean failed) implements OfTask {}

    record AckCame(long at, String rover, String body, int link, String task, String status) implements OfTask {}

    record ConsoleOpened(long at, String console, int link) implements Event {}

    record ConsoleDropped(long at, String console, int link) implements Event {}

    record SawTask(long at, String console, int link, TaskView task) implements Event {}

    /** @param task the task that the rover is shown with, or null */
    record SawRover(long at, String console, int link, String rover, boolean connected, String task) implements Event {}

    /**
     * A REST call that got an answer.
     *
     * @param call such as {@code start}
     * @param about the id in the path, or null
     * @param key the Idempotency-Key, or null
     * @param task the task in the answer, or null
     */
    record Answered(long at, String call, String about, String key, int status, TaskView task, long tookMillis, String error)
            implements Event {}

    /** A REST call for which nobody knows whether it was carried out. */
    record Unanswered(long at, String call, String about, String key) implements Event {}

    /** What came of a call to stop everything, or to release it. */
    enum Outcome {
        /** It is done, for all processes. */
        STORED,
        /** It is done where the answer came from; the database was away. */
        HERE,
        REFUSED,
        /** No answer came. */
        UNKNOWN
    }

    /**
     * An operator stopped everything, which holds, or released it.
     *
     * @param from when the call was made; {@code at} is when it was answered, or given up
     */
    record Held(long from, long at, boolean held, Outcome outcome) implements Event {}

    /**
     * A process of dispatch ended after SIGTERM.
     *
     * @param last what it said last
     */
    record Ended(long at, int process, int status, String last) implements Event {}

    /** What a disturbance concerns. */
    enum Scope {
        /** One body's link: what was under way may not have arrived. */
        LINK,
        /** The same, and nothing that the body says arrives while it lasts. */
        UNHEARD,
        /** A process of dispatch: it may have died with what it had not stored. */
        PROCESS,
        /** The database alone: dispatch has to remember until it returns. */
        DATABASE,
        /** The wall clock of a process or of the database was set; what takes how long has not changed. */
        CLOCK
    }

    /**
     * Something was broken on purpose.
     *
     * @param body whose link it was; null when it concerns all
     */
    record Disturbed(long at, long until, Scope scope, String what, String body) implements Event {}

    /** For a person: {@code 3.214 s}. */
    static String time(long at) {
        return String.format(Locale.ROOT, "%.3f s", at / 1e9);
    }
}

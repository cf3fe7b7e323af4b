package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.dispatch.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: a schedule, what is known, and what becomes of it. Times are those of 1 May 2026, UTC; 15+09:00 is 09:00 a fortnight later. */
class DueRuleTest {
    private static Instant at(String time) {
        boolean later = time.startsWith("15+");
        return time.startsWith("20") ? Instant.parse(time) : Instant.parse((later ? "2026-05-15T" : "2026-05-01T")
                + (later ? time.substring(3) : time) + "Z");
    }

    /** {@code once}, or a cron expression; with {@code catchUp} before it, it makes up for missed times. */
    private static Schedule schedule(String text) {
        boolean catchUp = text.startsWith("catchUp ");
        String rest = catchUp ? text.substring(8) : text;
        return rest.equals("once") ? new Schedule(Schedule.Trigger.ONCE, null, false, null, at("08:30:00"), catchUp)
                : new Schedule(Schedule.Trigger.CRON, rest, false, null, null, catchUp);
    }

    private static String show(DueRule.Decision decision) {
        String next = decision.next().map(Instant::toString).orElse("never");
        return switch (decision) {
            case DueRule.Decision.Start(Instant due, String late, Optional<Instant> ignored) -> "start " + due
                    + (late == null ? "" : " " + late) + "; " + next;
            case DueRule.Decision.Miss(String outcome, Optional<Instant> ignored) -> outcome + "; " + next;
            case DueRule.Decision.GoOn ignored -> "go on; " + next;
        };
    }

    private static String shown(String words, String next) {
        return words + "; " + (next.equals("never") ? next : at(next).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // schedule            | due      | now         | step, min | down  | decision, due or words                              | next
        // time that passes
        "30 8 * * *            | 08:30:00 | 08:30:01    | 0         | false | start 08:30:00                                      | 2026-05-02T08:30:00Z",
        "* * * * *             | 08:30:00 | 08:30:01    | 0         | false | start 08:30:00                                      | 08:31:00",
        "once                  | 08:30:00 | 08:30:01    | 0         | false | start 08:30:00                                      | never",
        // a busy machine: late, and not down
        "* * * * *             | 08:30:00 | 08:30:45    | 0         | false | start 08:30:00                                      | 08:31:00",
        "* * * * *             | 08:30:00 | 08:40:30    | 0         | false | start 08:30:00                                      | 08:40:00",
        // nobody looked
        "30 8 * * *            | 08:30:00 | 09:10:00    | 0         | true  | missed while everything was down                    | 2026-05-02T08:30:00Z",
        "catchUp 30 8 * * *    | 08:30:00 | 09:10:00    | 0         | true  | start 08:30:00 made up for                          | 2026-05-02T08:30:00Z",
        "* * * * *             | 08:30:00 | 09:10:30    | 0         | true  | missed while everything was down                    | 09:11:00",
        "once                  | 08:30:00 | 09:10:00    | 0         | true  | missed while everything was down                    | never",
        "catchUp once          | 08:30:00 | 09:10:00    | 0         | true  | start 08:30:00 made up for                          | never",
        "30 8 * * *            | 08:30:00 | 08:30:09    | 0         | true  | start 08:30:00                                      | 2026-05-02T08:30:00Z",
        // an hour forward, at 08:20
        "30 8 * * *            | 08:30:00 | 09:20:00    | 60        | false | start 08:30:00 late, as the clock was set forward by 60 min | 2026-05-02T08:30:00Z",
        "30 8,9 * * *          | 08:30:00 | 09:20:00    | 60        | false | start 08:30:00 late, as the clock was set forward by 60 min | 09:30:00",
        "0,30 8,9 * * *        | 08:30:00 | 09:20:00    | 60        | false | start 08:30:00 late, as the clock was set forward by 60 min | 09:30:00",
        "once                  | 08:30:00 | 09:20:00    | 60        | false | start 08:30:00 late, as the clock was set forward by 60 min | never",
        "*/15 * * * *          | 08:30:00 | 09:20:00    | 60        | false | go on                                               | 09:30:00",
        "*/20 * * * *          | 08:40:00 | 09:20:07    | 60        | false | start 09:20:00                                      | 09:40:00",
        "* * * * *             | 08:21:00 | 09:20:30    | 60        | false | start 09:20:00                                      | 09:21:00",
        "30 * * * *            | 08:30:00 | 09:20:00    | 60        | false | go on                                               | 09:30:00",
        "30 8 * * *            | 08:30:00 | 09:20:00    | 60        | true  | start 08:30:00 late, as the clock was set forward by 60 min | 2026-05-02T08:30:00Z",
        "* * * * *             | 08:31:00 | 08:31:20    | 0.5       | false | start 08:31:00                                      | 08:32:00",
        // a time that was due before the jump is none of it
        "10 8 * * *            | 08:10:00 | 09:20:00    | 60        | true  | missed while everything was down                    | 2026-05-02T08:10:00Z",
        // three hours, and more
        "30 8 * * *            | 08:30:00 | 11:20:00    | 180       | false | start 08:30:00 late, as the clock was set forward by 3 h | 2026-05-02T08:30:00Z",
        "30 8 * * *            | 08:30:00 | 11:21:00    | 181       | false | missed, as the clock was set forward by 3 h         | 2026-05-02T08:30:00Z",
        "catchUp 30 8 * * *    | 08:30:00 | 11:21:00    | 181       | false | start 08:30:00 made up for, as the clock was set forward by 3 h | 2026-05-02T08:30:00Z",
        "*/15 * * * *          | 08:30:00 | 15+09:20:00 | 20220     | false | missed, as the clock was set forward by 14 days     | 15+09:30:00",
        "once                  | 08:30:00 | 15+09:20:00 | 20220     | false | missed, as the clock was set forward by 14 days     | never",
        // set back: what is due is due
        "30 8 * * *            | 08:30:00 | 08:30:01    | -60       | false | start 08:30:00                                      | 2026-05-02T08:30:00Z"})
    void whatBecomesOfADueTime(String schedule, String due, String now, double step, boolean down, String decision, String next) {
        DueRule.Look look = new DueRule.Look(at(now), Duration.ofSeconds((long) (step * 60)), down);
        String expected = decision.startsWith("start ") ? "start " + at(decision.substring(6, 14)) + decision.substring(14) : decision;
        assertEquals(shown(expected, next), show(DueRule.decide(schedule(schedule), at(due), look)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        // schedule     | next before          | last                 | now      | step, min | next after
        // an hour back, from 09:20 to 08:20
        "*/15 * * * *   | 09:30:00             | 09:15:00             | 08:20:00 | -60       | 08:30:00",
        "* * * * *      | 09:21:00             | 09:20:00             | 08:20:00 | -60       | 08:21:00",
        "30 * * * *     | 09:30:00             | 08:30:00             | 08:20:00 | -60       | 08:30:00",
        "0 9 * * *      | 2026-05-02T09:00:00Z | 09:00:00             | 08:20:00 | -60       | -",
        "0 9,10 * * *   | 10:00:00             | 09:00:00             | 08:20:00 | -60       | -",
        "0,10 9 * * *   | 2026-05-02T09:00:00Z | 09:10:00             | 08:20:00 | -60       | -",
        "10 9 * * *     | 2026-05-02T09:10:00Z | 2026-04-30T09:10:00Z | 08:20:00 | -60       | 09:10:00", // saved at 09:15: never started
        "10 9 * * *     | 2026-05-02T09:10:00Z | -                    | 08:20:00 | -60       | 09:10:00",
        "0 8 * * *      | 2026-05-02T08:00:00Z | 08:00:00             | 08:20:00 | -60       | -",
        "once           | 10:00:00             | -                    | 08:20:00 | -60       | -",
        // due already: left to that
        "*/15 * * * *   | 08:15:00             | 08:00:00             | 08:20:00 | -60       | -",
        // a clock that was a fortnight ahead, and then right: nothing is silent for a fortnight
        "0 9 * * *      | 2026-05-16T09:00:00Z | 15+09:00:00          | 08:20:00 | -20220    | 09:00:00",
        "*/15 * * * *   | 15+09:30:00          | 15+09:15:00          | 08:20:00 | -20220    | 08:30:00",
        // what was last due in that time says nothing at a later, smaller step
        "0 9 * * *      | 2026-05-02T09:00:00Z | 15+09:00:00          | 08:20:00 | -60       | 09:00:00"})
    void whatIsNextAfterTheClockWasSetBack(String schedule, String before, String last, String now, long step, String next) {
        DueRule.Look look = new DueRule.Look(at(now), Duration.ofMinutes(step), false);
        assertEquals(Optional.ofNullable(next).map(DueRuleTest::at),
                DueRule.afterStepBack(schedule(schedule), at(before), last == null ? null : at(last), look));
    }

    @ParameterizedTest
    @CsvSource({"PT40S, 40 s", "PT-60M, 60 min", "PT-3H, 3 h", "PT47H, 47 h", "P400D, 400 days"})
    void aStepInWords(Duration step, String words) {
        assertEquals(words, DueRule.shown(step));
    }
}

package depot.dispatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {
    private static List<String> times(String cron, String zone, String after, int count) {
        List<String> times = new ArrayList<>();
        Instant at = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            Optional<Instant> next = CronTimes.next(cron, ZoneId.of(zone), at);
            if (next.isEmpty()) {
                break;
            }
            at = next.get();
            times.add(at.toString());
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*/15 * * * *    | UTC           | 2026-01-01T00:00:00Z | 2026-01-01T00:15:00Z | 2026-01-01T00:30:00Z",
        "0 6 * * 1-5     | Europe/Berlin | 2026-01-02T05:00:00Z | 2026-01-05T05:00:00Z | 2026-01-06T05:00:00Z",
        "30 12 29 2 *    | UTC           | 2026-01-01T00:00:00Z | 2028-02-29T12:30:00Z | 2032-02-29T12:30:00Z",
        "0 0 * * 7       | UTC           | 2026-01-01T00:00:00Z | 2026-01-04T00:00:00Z | 2026-01-11T00:00:00Z",
        "0 0 * * sun     | UTC           | 2026-01-01T00:00:00Z | 2026-01-04T00:00:00Z | 2026-01-11T00:00:00Z",
        "0 0 * Jan Fri-Sun | UTC         | 2026-01-03T00:00:00Z | 2026-01-04T00:00:00Z | 2026-01-09T00:00:00Z",
        "5/25 0 * * *    | UTC           | 2026-01-03T00:05:00Z | 2026-01-03T00:30:00Z | 2026-01-03T00:55:00Z",
        "0 0 29 2 */7    | UTC           | 2026-01-01T00:00:00Z | 2032-02-29T00:00:00Z | 2060-02-29T00:00:00Z",
        "0 0 29 2 */7    | UTC           | 2088-03-01T00:00:00Z | 2128-02-29T00:00:00Z | 2156-02-29T00:00:00Z",
        "0 9 13 * 5      | UTC           | 2026-02-01T00:00:00Z | 2026-02-06T09:00:00Z | 2026-02-13T09:00:00Z"})
    void theNextTimes(String cron, String zone, String after, String first, String second) {
        assertEquals(List.of(first, second), times(cron, zone, after, 2));
    }

    /** The issue's own: even days that are weekdays. 2026-01-04 is a Sunday. */
    @Test
    void aDayFieldThatBeginsWithAStarAndTheOtherMustBothHold() {
        assertEquals(List.of("2026-01-01T06:00:00Z", "2026-01-05T06:00:00Z", "2026-01-07T06:00:00Z", "2026-01-09T06:00:00Z",
                "2026-01-13T06:00:00Z"),
                times("0 6 */2 * 1-5", "UTC", "2026-01-01T00:00:00Z", 5));
        assertEquals(List.of("2026-01-13T06:00:00Z", "2026-02-13T06:00:00Z"), times("0 6 13 * */1", "UTC", "2026-01-01T00:00:00Z", 2));
    }

    /** Made by oracles that are not Depot's: see cron_expectations.py beside the file. */
    @Test
    void randomExpressionsAreDueWhenOtherCronsSay() throws Exception {
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                CronTimesTest.class.getResourceAsStream("cron-expectations.txt"), StandardCharsets.UTF_8))) {
            for (String line : file.lines().toList()) {
                String[] part = line.split(" \\| ");
                List<String> expected = List.of(part[3].replace("Z", ":00Z").split(" "));
                List<String> found = times(part[0], part[1], part[2].replace("Z", ":00Z"), expected.size());
                if (!expected.equals(found)) {
                    wrong.add(line + "\n    found " + found);
                }
                lines++;
            }
        }
        assertTrue(lines > 200, "only " + lines + " lines");
        assertTrue(wrong.isEmpty(), () -> wrong.size() + " of them differ:\n" + String.join("\n", wrong));
    }

    @ParameterizedTest
    @CsvSource({"@hourly,0 * * * *", "@daily,0 0 * * *", "@midnight,0 0 * * *", "@weekly,0 0 * * 0", "@monthly,0 0 1 * *",
            "@yearly,0 0 1 1 *",
        "@annually,0 0 1 1 *", "@Daily,0 0 * * *"})
    void namesStandForFields(String name, String fields) {
        assertEquals(times(fields, "Europe/Berlin", "2026-03-28T00:00:00Z", 3), times(name, "Europe/Berlin", "2026-03-28T00:00:00Z", 3));
    }

    @Test
    void atRebootIsRefusedWithTheReason() {
        assertTrue(CronTimes.check("@reboot").orElseThrow().contains("restart must not set rovers off"));
        assertTrue(CronTimes.check("@fortnightly").orElseThrow().contains("@weekly"));
    }

    @Test
    void aFixedTimeThatIsSkippedIsTheMomentOfTheShiftAndAWildcardHasNone() {
        // 2026-03-29, 2:00 to 3:00 does not exist in Berlin: the shift is at 1:00 UTC
        assertEquals(List.of("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
                times("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", 3));
        assertEquals(List.of("2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"),
                times("0,30 2,3 * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", 2),
                "once at the shift, though three of its times are then");
        assertEquals(List.of("2026-03-29T00:45:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z"),
                times("*/15 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", 3));
        assertEquals(List.of("2026-03-30T00:00:00Z"), times("*/20 2 * * *", "Europe/Berlin", "2026-03-28T23:00:00Z", 1));
        assertEquals(List.of("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
                times("30 */1 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", 2));
    }

    @Test
    void aFixedTimeThatComesTwiceFiresOnceAndAWildcardInBothPasses() {
        // 2026-10-25, 2:00 to 3:00 comes twice in Berlin: from 0:00 and from 1:00 UTC
        assertEquals(List.of("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
                times("30 2 * * *", "Europe/Berlin", "2026-10-24T23:00:00Z", 2));
        assertEquals(List.of("2026-10-25T02:00:00Z"), times("0,30 2,3 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", 1));
        assertEquals(List.of("2026-10-25T02:00:00Z"), times("0,30 2,3 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", 1),
                "asked in the second pass");
        assertEquals(List.of("2026-10-25T00:40:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:20:00Z", "2026-10-25T01:40:00Z"),
                times("*/20 * * * *", "Europe/Berlin", "2026-10-25T00:20:00Z", 4));
        assertEquals(List.of("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
                times("30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", 2));
    }

    /** Whose only hour is the one that is skipped on each second Sunday of March. */
    @Test
    void aWildcardThatFallsIntoTheSkippedHourEachYearHasNoTime() {
        assertEquals(List.of(), times("* 2 8-14 3 */7", "America/New_York", "2026-01-01T00:00:00Z", 1));
    }

    @Test
    void aDayThatNeverComesHasNoTime() {
        assertEquals(Optional.empty(), CronTimes.next("0 0 30 2 *", ZoneId.of("UTC"), Instant.parse("2026-01-01T00:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "a b c d e", "*/0 * * * *",
            "5-1 * * * *",
        "", "99999999999999 * * * *", "-1 * * * *", "1- * * * *", "1,,2 * * * *", "٣ * * * *", "*/99999999999 * * * *", "*5 * * * *"})
    void whatIsNoCronExpressionIsRefused(String cron) {
        assertTrue(CronTimes.check(cron).isPresent(), () -> cron + " passes");
    }
}

package depot.dispatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        "0 9 13 * 5      | UTC           | 2026-02-01T00:00:00Z | 2026-02-06T09:00:00Z | 2026-02-13T09:00:00Z"})
    void theNextTimes(String cron, String zone, String after, String first, String second) {
        assertEquals(List.of(first, second), times(cron, zone, after, 2));
    }

    @Test
    void aLocalTimeThatIsLeftOutIsTheMomentOfTheShift() {
        // 2026-03-29, 2:00 to 3:00 does not exist in Berlin: the shift is at 1:00 UTC
        assertEquals(List.of("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
                times("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", 3));
        assertEquals(List.of("2026-03-29T00:45:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z"),
                times("*/15 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", 3), "once, though four of its times are left out");
    }

    @Test
    void aLocalTimeThatComesTwiceFiresOnce() {
        // 2026-10-25, 2:00 to 3:00 comes twice in Berlin: from 0:00 and from 1:00 UTC
        assertEquals(List.of("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"), times("30 2 * * *", "Europe/Berlin", "2026-10-24T23:00:00Z", 2));
        assertEquals(List.of("2026-10-25T00:40:00Z", "2026-10-25T02:00:00Z"), times("*/20 * * * *", "Europe/Berlin", "2026-10-25T00:20:00Z", 2));
        assertEquals(List.of("2026-10-25T02:00:00Z"), times("*/20 * * * *", "Europe/Berlin", "2026-10-25T01:30:00Z", 1), "asked in the second pass");
    }

    @Test
    void aDayThatNeverComesHasNoTime() {
        assertEquals(Optional.empty(), CronTimes.next("0 0 30 2 *", ZoneId.of("UTC"), Instant.parse("2026-01-01T00:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "a b c d e", "*/0 * * * *", "5-1 * * * *"})
    void whatIsNoCronExpressionIsTold(String cron) {
        assertTrue(CronTimes.check(cron).isPresent(), () -> cron + " passes");
    }
}

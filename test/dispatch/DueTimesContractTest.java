package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /missions/{id}/next: when a mission will start, across changes to summer time and back. */
class DueTimesContractTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();

    private static List<Instant> next(String schedule) throws Exception {
        String mission = depot.mission("not-there", "\"schedule\":{\"loop\":false," + schedule + "}");
        Api.Answer answer = api.get("/missions/" + mission + "/next");
        assertEquals(200, answer.status(), answer::toString);
        List<Instant> times = new ArrayList<>();
        for (Object time : (List<?>) answer.json().get("next")) {
            assertTrue(((String) time).endsWith("Z"), answer::toString);
            times.add(Instant.parse((String) time));
        }
        return times;
    }

    private static List<Instant> cron(String expression, ZoneId zone) throws Exception {
        return next("\"trigger\":\"cron\",\"cron\":\"" + expression + "\"" + (zone == null ? "" : ",\"timezone\":\"" + zone + "\""));
    }

    @Test
    void aManualMissionHasNone() throws Exception {
        assertEquals(List.of(), next("\"trigger\":\"manual\""));
    }

    @Test
    void aFutureOnceHasItsTime() throws Exception {
        assertEquals(List.of(Instant.parse("2999-07-01T10:00:00Z")), next("\"trigger\":\"once\",\"at\":\"2999-07-01T12:00:00+02:00\""));
    }

    @Test
    void anOnceThatHasFiredHasNone() throws Exception {
        String mission = depot.mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false}");
        Await.until("it has fired", () -> !api.get("/tasks?mission_id=" + mission).text().equals("[]"));
        assertEquals(List.of(), api.get("/missions/" + mission + "/next").json().get("next"));
    }

    @Test
    void withoutATimezoneItIsUtc() throws Exception {
        Instant now = Instant.now();
        List<Instant> times = cron("*/20 * * * *", null);
        assertTrue(times.size() >= 3, times::toString);
        assertTrue(times.getFirst().isAfter(now) && Duration.between(now, times.getFirst()).toMinutes() <= 20, times::toString);
        for (int i = 0; i < times.size(); i++) {
            assertEquals(0, times.get(i).atOffset(ZoneOffset.UTC).getMinute() % 20);
            assertEquals(times.getFirst().plus(i * 20L, ChronoUnit.MINUTES), times.get(i));
        }
        assertEquals(4, cron("30 4 * * *", null).getFirst().atOffset(ZoneOffset.UTC).getHour());
    }

    @Test
    void aDayOfTheWeekIsThatDayInItsTimezone() throws Exception {
        ZoneId auckland = ZoneId.of("Pacific/Auckland");
        for (Instant time : cron("30 0 * * 1", auckland)) {
            ZonedDateTime local = time.atZone(auckland);
            assertEquals(List.of(1, 0, 30), List.of(local.getDayOfWeek().getValue(), local.getHour(), local.getMinute()));
        }
        assertEquals(cron("0 12 * * 0", null), cron("0 12 * * 7", null), "a Sunday, both");
    }

    /** The next change in Berlin that leaves hours out, or has them twice. */
    private static ZoneOffsetTransition change(boolean gap) {
        ZoneOffsetTransition next = BERLIN.getRules().nextTransition(Instant.now());
        return next.isGap() == gap ? next : BERLIN.getRules().nextTransition(next.getInstant());
    }

    private static String at(String time, LocalDate day) {
        return time + " " + day.getDayOfMonth() + " " + day.getMonthValue() + " *";
    }

    @Test
    void aLocalTimeThatDoesNotExistFiresAtTheShift() throws Exception {
        ZoneOffsetTransition shift = change(true);
        assertEquals(shift.getInstant(), cron(at("30 2", shift.getDateTimeBefore().toLocalDate()), BERLIN).getFirst());
    }

    @Test
    void theHoursAroundTheShiftAreTheirOwn() throws Exception {
        ZoneOffsetTransition shift = change(true);
        LocalDate day = shift.getDateTimeBefore().toLocalDate();
        assertEquals(shift.getInstant().minusSeconds(1800), cron(at("30 1", day), BERLIN).getFirst());
        assertEquals(shift.getInstant().plusSeconds(1800), cron(at("30 3", day), BERLIN).getFirst());
    }

    @Test
    void aLocalTimeThatComesTwiceFiresOnce() throws Exception {
        ZoneOffsetTransition back = change(false);
        LocalDate day = back.getDateTimeAfter().toLocalDate();
        List<Instant> times = cron(at("30 2", day), BERLIN);
        List<Instant> thatDay = times.stream().filter(t -> t.atZone(BERLIN).toLocalDate().equals(day)).toList();
        assertEquals(1, thatDay.size(), times::toString);
        assertEquals("02:30", thatDay.getFirst().atZone(BERLIN).toLocalTime().toString());
    }

    @Test
    void aDailyTimeStaysAtItsHourInSummerAndWinter() throws Exception {
        List<Instant> times = cron("15 7 1 * *", BERLIN);
        List<Integer> hours = times.stream().map(t -> t.atZone(BERLIN).getHour()).distinct().toList();
        assertEquals(List.of(7), hours, times::toString);
        List<Instant> summer = cron("15 7 1 7 *", BERLIN);
        List<Instant> winter = cron("15 7 1 1 *", BERLIN);
        assertEquals(5, summer.getFirst().atOffset(ZoneOffset.UTC).getHour());
        assertEquals(6, winter.getFirst().atOffset(ZoneOffset.UTC).getHour());
    }

    @Test
    void the29thOfFebruaryIsInLeapYearsOnly() throws Exception {
        int year = IntStream.iterate(Instant.now().atOffset(ZoneOffset.UTC).getYear(), y -> y + 1).filter(java.time.Year::isLeap)
                .filter(y -> LocalDate.of(y, 2, 29).atStartOfDay(ZoneOffset.UTC).toInstant().isAfter(Instant.now())).findFirst()
                .orElseThrow();
        assertEquals(Instant.parse(year + "-02-29T00:00:00Z"), cron("0 0 29 2 *", null).getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
    void aDayThatNeverComesIsRefusedOrNeverDue(String expression) throws Exception {
        Api.Answer answer = api.post("/missions", "{\"name\":\"never\",\"zoneId\":\"" + depot.zone()
                + "\",\"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"" + expression + "\"}}");
        if (answer.status() == 422) {
            assertEquals("schedule.cron", answer.json().get("field"));
        } else {
            assertEquals(201, answer.status(), answer::toString);
            assertEquals(List.of(), api.get("/missions/" + answer.json().get("id") + "/next").json().get("next"));
        }
    }
}

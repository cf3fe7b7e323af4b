package depot.dispatch.model;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A cron expression as Vixie cron reads it: five fields, or a name such as {@code @daily}. Immutable.
 *
 * <pre>
 *   field          values          written as
 *   minute         0 to 59         *   5   1-5   *&#47;10   10-50/10   5/10 (from 5 on)   1,3,20-25
 *   hour           0 to 23
 *   day of month   1 to 31         A day counts by both day fields where one of them begins with *,
 *   month          1 to 12, jan    else by either.
 *   day of week    0 to 7, sun     0 and 7 are Sunday
 * </pre>
 */
final class CronExpression {
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final Map<String, String> NAMED = Map.of("@yearly", "0 0 1 1 *", "@annually", "0 0 1 1 *", "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0", "@daily", "0 0 * * *", "@midnight", "0 0 * * *", "@hourly", "0 * * * *");
    private static final int FIELDS = 5;
    private static final int SUNDAY_AGAIN = 7;
    private static final int MAX_STEP = 9999; // longer than any field: the first value alone
    /** 29 February on one day of the week comes back after 40 years at most, as 2100 is no leap year. */
    private static final int YEARS = 50;

    private final long minutes; // a bit for each value, here and below
    private final long hours;
    private final long days;
    private final long months;
    private final long weekdays;
    private final boolean bothDays;
    private final boolean wildcard;

    private CronExpression(String[] fields) {
        minutes = field(fields[0], "minute", 0, 59, List.of());
        hours = field(fields[1], "hour", 0, 23, List.of());
        days = field(fields[2], "day of month", 1, 31, List.of());
        months = field(fields[3], "month", 1, 12, MONTHS);
        long week = field(fields[4], "day of week", 0, SUNDAY_AGAIN, DAYS);
        weekdays = has(week, SUNDAY_AGAIN) ? week | 1 : week;
        bothDays = fields[2].startsWith("*") || fields[4].startsWith("*");
        wildcard = fields[0].startsWith("*") || fields[1].startsWith("*");
    }

    /** @throws IllegalArgumentException saying for a person what is wrong */
    static CronExpression parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith("@")) {
            if (plain.equals("@reboot")) {
                throw new IllegalArgumentException("@reboot has no time: a depot's restart must not set rovers off; start the mission by "
                        + "hand, or use once");
            }
            if (!NAMED.containsKey(plain)) {
                throw new IllegalArgumentException(plain
                        + " is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually");
            }
            plain = NAMED.get(plain);
        }
        String[] fields = plain.split("\\s+");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("it has " + fields.length + " fields");
        }
        return new CronExpression(fields);
    }

    /** Whether minute or hour begin with {@code *}: such a job runs by the clock as it is; others have fixed times. */
    boolean wildcard() {
        return wildcard;
    }

    /** The first local time that is not before {@code from}; empty for a day that never comes, such as 30 February. */
    Optional<LocalDateTime> next(LocalDateTime from) {
        LocalDateTime start = from.getSecond() == 0 && from.getNano() == 0 ? from : from.withSecond(0).withNano(0).plusMinutes(1);
        LocalDate day = start.toLocalDate();
        LocalDate end = day.plusYears(YEARS);
        int hour = start.getHour();
        int minute = start.getMinute();
        while (day.isBefore(end)) {
            if (!has(months, day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
            } else {
                Optional<LocalDateTime> found = matches(day) ? within(day, hour, minute) : Optional.empty();
                if (found.isPresent()) {
                    return found;
                }
                day = day.plusDays(1);
            }
            hour = 0;
            minute = 0;
        }
        return Optional.empty();
    }

    private boolean matches(LocalDate day) {
        boolean byDate = has(days, day.getDayOfMonth());
        boolean byWeek = has(weekdays, day.getDayOfWeek().getValue() % 7);
        return bothDays ? byDate && byWeek : byDate || byWeek;
    }

    private Optional<LocalDateTime> within(LocalDate day, int hour, int minute) {
        if (has(hours, hour)) {
            int found = from(minutes, minute);
            if (found >= 0) {
                return Optional.of(day.atTime(hour, found));
            }
        }
        int later = from(hours, hour + 1);
        return later < 0 ? Optional.empty() : Optional.of(day.atTime(later, from(minutes, 0)));
    }

    private static boolean has(long bits, int value) {
        return (bits >>> value & 1) != 0;
    }

    /** The least value from {@code least} on; -1 for none. */
    private static int from(long bits, int least) {
        long rest = bits >>> least << least;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }

    private static long field(String text, String name, int min, int max, List<String> names) {
        long bits = 0;
        for (String part : text.split(",", -1)) {
            bits |= part(part, name, min, max, names);
        }
        return bits;
    }

    private static long part(String text, String name, int min, int max, List<String> names) {
        int slash = text.indexOf('/');
        String range = slash < 0 ? text : text.substring(0, slash);
        int step = slash < 0 ? 1 : number(text.substring(slash + 1), "the step in the field for " + name, 1, MAX_STEP);
        int dash = range.indexOf('-');
        String what = "the field for " + name;
        int first = range.equals("*") ? min : value(dash < 0 ? range : range.substring(0, dash), what, min, max, names);
        int last = range.equals("*") || (dash < 0 && slash >= 0) ? max : dash < 0
                ? first : value(range.substring(dash + 1), what, min, max, names);
        if (last == 0 && first > 0 && range.endsWith(DAYS.getFirst())) {
            last = SUNDAY_AGAIN; // fri-sun
        }
        if (first > last) {
            throw new IllegalArgumentException(what + " has the range " + range + ", which ends before it begins");
        }
        long bits = 0;
        for (int value = first; value <= last; value += step) {
            bits |= 1L << value;
        }
        return bits;
    }

    private static int value(String text, String what, int min, int max, List<String> names) {
        int named = names.indexOf(text);
        return named >= 0 ? named + min : number(text, what, min, max);
    }

    private static int number(String text, String what, int min, int max) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException(what + " takes " + min + " to " + max + ", and not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }
}

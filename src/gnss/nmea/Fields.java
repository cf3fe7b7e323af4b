package depot.gnss.nmea;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The fields of one sentence, field 0 its address. An empty field, and one that is not there, is an empty value; the first
 * that cannot be read is remembered as the sentence's {@link #problem()}, and reads as empty. One thread.
 */
final class Fields {
    private static final int DAY_SECONDS = 86_400;

    private final List<String> fields = new ArrayList<>();
    private String problem;

    Fields(String text) {
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            fields.add(text.substring(from, comma));
            from = comma + 1;
        }
        fields.add(text.substring(from));
    }

    /** The address included. */
    int count() {
        return fields.size();
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** @param count that must be there, the address included */
    boolean has(int count) {
        if (count() < count) {
            wrong(count() + " fields, not " + count);
        }
        return count() >= count;
    }

    void wrong(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    String text(int index) {
        return index < fields.size() ? fields.get(index) : "";
    }

    String talker() {
        return text(0).substring(0, 2);
    }

    /** The field and all after it, for a text that may have commas. */
    String rest(int index) {
        return String.join(",", fields.subList(index, fields.size()));
    }

    /** A single letter; a blank when the field is empty. */
    char letter(int index) {
        String text = text(index);
        if (text.length() > 1) {
            wrong("field " + index + " is no single letter");
        }
        return text.length() == 1 ? text.charAt(0) : ' ';
    }

    OptionalInt integer(int index) {
        return integer(index, 10);
    }

    OptionalInt hex(int index) {
        return integer(index, 16);
    }

    private OptionalInt integer(int index, int radix) {
        String text = text(index);
        int from = text.startsWith("-") ? 1 : 0;
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        int value = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0 || i - from >= 7) {
                value = -1;
                break;
            }
            value = value * radix + digit;
        }
        if (value < 0 || from == text.length()) {
            wrong("field " + index + " is no integer");
            return OptionalInt.empty();
        }
        return OptionalInt.of(from == 0 ? value : -value);
    }

    OptionalDouble decimal(int index) {
        Decimal number = number(index);
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number.value());
    }

    /**
     * Degrees from a field {@code ddmm.mmm} and the letter after it.
     *
     * @param negative the letter for south or west, {@code positive} the one for north or east
     */
    OptionalDouble degrees(int index, char positive, char negative, int most) {
        Decimal number = number(index);
        char side = letter(index + 1);
        if (number == null) {
            return OptionalDouble.empty();
        }
        double minutes = (double) (number.digits() % (100 * number.scale())) / number.scale();
        double degrees = number.digits() / (100 * number.scale()) + minutes / 60;
        if (number.negative() || minutes >= 60 || degrees > most || side != positive && side != negative) {
            wrong("fields " + index + " and " + (index + 1) + " are no angle");
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(side == negative ? -degrees : degrees);
    }

    /** Milliseconds of the UTC day from {@code hhmmss.sss}; a leap second lies after the day's end. */
    OptionalInt timeOfDayMillis(int index) {
        Decimal number = number(index);
        if (number == null) {
            return OptionalInt.empty();
        }
        long whole = number.digits() / number.scale();
        long hours = whole / 10_000;
        long minutes = whole / 100 % 100;
        long seconds = whole % 100;
        long second = hours * 3600 + minutes * 60 + seconds;
        boolean leap = second == DAY_SECONDS && seconds == 60;
        if (number.negative() || hours > 23 || minutes > 59 || seconds > 59 && !leap) {
            wrong("field " + index + " is no time of day");
            return OptionalInt.empty();
        }
        double fraction = (double) (number.digits() % number.scale()) / number.scale();
        return OptionalInt.of((int) (second * 1000 + Math.min(999, Math.round(fraction * 1000))));
    }

    /** From {@code ddmmyy}; the years are 2000 to 2099. */
    Optional<LocalDate> date(int index) {
        String text = text(index);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt digits = text.length() == 6 ? integer(index) : OptionalInt.empty();
        if (digits.isPresent() && digits.getAsInt() >= 0) {
            int number = digits.getAsInt();
            try {
                return Optional.of(LocalDate.of(2000 + number % 100, number / 100 % 100, number / 10_000));
            } catch (DateTimeException e) {
                // no such day: handled below
            }
        }
        wrong("field " + index + " is no date");
        return Optional.empty();
    }

    /** Null when the field is empty or no number. */
    private Decimal number(int index) {
        String text = text(index);
        if (text.isEmpty()) {
            return null;
        }
        Decimal number = Decimal.parse(text);
        if (number == null) {
            wrong("field " + index + " is no number");
        }
        return number;
    }
}

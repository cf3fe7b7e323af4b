package depot.gnss.nmea;

import depot.gnss.frames.NmeaFraming;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Writes a sentence field by field; an empty value is an empty field. One thread. */
final class Sentence {
    private static final int MINUTE_DECIMALS = 7; // as u-blox sends them with CFG-NMEA-HIGHPREC
    private final StringBuilder text = new StringBuilder();

    Sentence(String talker, String formatter) {
        text.append(talker).append(formatter);
    }

    byte[] encode() {
        return NmeaFraming.encode(text.toString());
    }

    Sentence text(String field) {
        text.append(',').append(field);
        return this;
    }

    Sentence letter(char letter) {
        return text(letter == ' ' ? "" : String.valueOf(letter));
    }

    Sentence integer(OptionalInt value, String format) {
        return text(value.isPresent() ? String.format(Locale.ROOT, format, value.getAsInt()) : "");
    }

    Sentence integer(int value, String format) {
        return integer(OptionalInt.of(value), format);
    }

    Sentence decimal(OptionalDouble value, int decimals) {
        return text(value.isPresent() ? rounded(value.getAsDouble(), decimals).toPlainString() : "");
    }

    /** {@code ddmm.mmmmmmm} and the letter of the side, in two fields. */
    Sentence degrees(OptionalDouble value, int degreeDigits, char positive, char negative) {
        if (value.isEmpty()) {
            return text("").text("");
        }
        BigDecimal minutes = rounded(Math.abs(value.getAsDouble()) * 60, MINUTE_DECIMALS);
        BigDecimal[] parts = minutes.divideAndRemainder(BigDecimal.valueOf(60));
        String field = String.format(Locale.ROOT, "%0" + degreeDigits + "d%0" + (MINUTE_DECIMALS + 3) + "." + MINUTE_DECIMALS + "f",
                parts[0].intValue(), parts[1]);
        return text(field).letter(value.getAsDouble() < 0 ? negative : positive);
    }

    Sentence timeOfDay(OptionalInt millis) {
        if (millis.isEmpty()) {
            return text("");
        }
        int seconds = millis.getAsInt() / 1000;
        int leap = seconds == 86_400 ? 1 : 0;
        int shown = seconds - leap;
        return text(String.format(Locale.ROOT, "%02d%02d%02d.%02d", shown / 3600, shown / 60 % 60, shown % 60 + leap,
                millis.getAsInt() % 1000 / 10));
    }

    Sentence date(Optional<LocalDate> date) {
        return text(date.map(d -> String.format(Locale.ROOT, "%02d%02d%02d", d.getDayOfMonth(), d.getMonthValue(), d.getYear() % 100))
                .orElse(""));
    }

    private static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    }
}

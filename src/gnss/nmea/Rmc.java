package depot.gnss.nmea;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * RMC, recommended minimum: NMEA 0183 4.11; UBX-22008968, section 2.7.17.
 *
 * <pre>
 *   $xxRMC,time,status,lat,NS,lon,EW,spd,cog,date,mv,mvEW,posMode,navStatus*cs
 *          1    2      3   4  5   6  7   8   9    10 11   12      13
 *                                                         from 2.3, from 4.10
 * </pre>
 *
 * <p>Verified: of the same captures as GGA, times and places by its GGA.
 *
 * @param timeOfDayMillis UTC, since midnight; a leap second lies after 86,400,000
 * @param valid status {@code A}
 * @param speedKnots over ground
 * @param courseDegrees over ground, from true north
 * @param date UTC; the two digits of the year are those after 2000
 * @param positionMode such as A, D, R (RTK fixed), F (RTK float); a blank when the sentence has none
 * @param navigationStatus V: the equipment gives none; a blank when the sentence has none
 */
public record Rmc(String talker, OptionalInt timeOfDayMillis, boolean valid, OptionalDouble latitudeDegrees,
        OptionalDouble longitudeDegrees, OptionalDouble speedKnots, OptionalDouble courseDegrees, Optional<LocalDate> date,
        char positionMode, char navigationStatus) implements NmeaMessage {
    private static final int LEAST_FIELDS = 10;

    static NmeaMessage read(Fields f) {
        f.has(LEAST_FIELDS);
        return new Rmc(f.talker(), f.timeOfDayMillis(1), f.letter(2) == 'A', f.degrees(3, 'N', 'S', 90), f.degrees(5, 'E', 'W', 180),
                f.decimal(7), f.decimal(8), f.date(9), f.letter(12), f.letter(13));
    }

    /** The whole sentence, CR LF included; without a magnetic variation. */
    public byte[] encode() {
        return new Sentence(talker, "RMC").timeOfDay(timeOfDayMillis).letter(valid ? 'A' : 'V')
                .degrees(latitudeDegrees, 2, 'N', 'S').degrees(longitudeDegrees, 3, 'E', 'W')
                .decimal(speedKnots, 3).decimal(courseDegrees, 2).date(date).text("").text("")
                .letter(positionMode).letter(navigationStatus).encode();
    }
}

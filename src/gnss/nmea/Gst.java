package depot.gnss.nmea;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * GST, how good the position is: NMEA 0183 4.11; UBX-22008968, section 2.7.14.
 *
 * <pre>
 *   $xxGST,time,rangeRms,stdMajor,stdMinor,orient,stdLat,stdLong,stdAlt*cs
 *          1    2        3        4        5      6      7       8
 * </pre>
 *
 * <p>Verified: of an F9P against gpsdecode 3.22.
 *
 * @param timeOfDayMillis UTC, since midnight; a leap second lies after 86,400,000
 * @param rangeRmsMetres of the ranges' residuals; the others are standard deviations
 * @param orientationDegrees of the error ellipse's major axis
 */
public record Gst(String talker, OptionalInt timeOfDayMillis, OptionalDouble rangeRmsMetres, OptionalDouble majorMetres,
        OptionalDouble minorMetres, OptionalDouble orientationDegrees, OptionalDouble latitudeMetres, OptionalDouble longitudeMetres,
        OptionalDouble altitudeMetres) implements NmeaMessage {
    private static final int LEAST_FIELDS = 9;

    static NmeaMessage read(Fields f) {
        f.has(LEAST_FIELDS);
        return new Gst(f.talker(), f.timeOfDayMillis(1), f.decimal(2), f.decimal(3), f.decimal(4), f.decimal(5), f.decimal(6),
                f.decimal(7), f.decimal(8));
    }

    /** The whole sentence, CR LF included. */
    public byte[] encode() {
        return new Sentence(talker, "GST").timeOfDay(timeOfDayMillis).decimal(rangeRmsMetres, 3).decimal(majorMetres, 3)
                .decimal(minorMetres, 3).decimal(orientationDegrees, 1).decimal(latitudeMetres, 3).decimal(longitudeMetres, 3)
                .decimal(altitudeMetres, 3).encode();
    }
}

package depot.gnss.nmea;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * GGA, fix data: NMEA 0183 4.11; UBX-22008968, section 2.7.5.
 *
 * <pre>
 *   $xxGGA,time,lat,NS,lon,EW,quality,numSV,HDOP,alt,M,sep,M,diffAge,diffStation*cs
 *          1    2   3  4   5  6       7     8    9     11    13      14
 * </pre>
 *
 * <p>Verified: of an F9P base, an F9P rover and a Trimble with RTK against an independent scanner and what gpsd expects.
 *
 * @param timeOfDayMillis UTC, since midnight; a leap second lies after 86,400,000
 * @param latitudeDegrees WGS 84, as is the longitude
 * @param satellites used in the solution; u-blox stops at 12
 * @param altitudeMetres above mean sea level
 * @param geoidSeparationMetres of the sea level above the ellipsoid: altitude and this are the ellipsoidal height
 * @param correctionAgeSeconds of the differential corrections
 * @param correctionStation their station's id; blank when there is none
 */
public record Gga(String talker, OptionalInt timeOfDayMillis, OptionalDouble latitudeDegrees, OptionalDouble longitudeDegrees,
        FixQuality quality, OptionalInt satellites, OptionalDouble hdop, OptionalDouble altitudeMetres,
        OptionalDouble geoidSeparationMetres, OptionalDouble correctionAgeSeconds, String correctionStation) implements NmeaMessage {
    private static final int LEAST_FIELDS = 14; // an old one lacks the station

    static NmeaMessage read(Fields f) {
        f.has(LEAST_FIELDS);
        return new Gga(f.talker(), f.timeOfDayMillis(1), f.degrees(2, 'N', 'S', 90), f.degrees(4, 'E', 'W', 180),
                FixQuality.of(f.integer(6).orElse(0)), f.integer(7), f.decimal(8), f.decimal(9), f.decimal(11), f.decimal(13),
                f.text(14));
    }

    /** The whole sentence, CR LF included. */
    public byte[] encode() {
        return new Sentence(talker, "GGA").timeOfDay(timeOfDayMillis)
                .degrees(latitudeDegrees, 2, 'N', 'S').degrees(longitudeDegrees, 3, 'E', 'W')
                .integer(quality.number(), "%d").integer(satellites, "%02d").decimal(hdop, 2)
                .decimal(altitudeMetres, 3).text("M").decimal(geoidSeparationMetres, 3).text("M")
                .decimal(correctionAgeSeconds, 1).text(correctionStation).encode();
    }
}

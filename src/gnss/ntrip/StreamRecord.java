package depot.gnss.ntrip;

import java.util.Locale;

/**
 * The line of a source table that describes one stream: NTRIP 1.0, section 5; NTRIP 2.0, annex A.
 *
 * <pre>
 *   STR;mountpoint;identifier;format;details;carrier;nav-system;network;country;lat;lon;nmea;solution;generator;
 *       compression;authentication;fee;bitrate;misc
 * </pre>
 *
 * <p>Verified: gpsd, which refuses what it does not know, takes the stream by it.
 *
 * @param format as clients know it, such as {@code RTCM 3.2}
 * @param details message types and their intervals in seconds, such as {@code 1005(10),1077(1)}
 * @param carriers 0 none, 1 one frequency, 2 two
 * @param systems such as {@code GPS+GLO}
 * @param latitudeDegrees of the base, 0 with the longitude when it is not known
 * @param authentication whether a password is asked for
 * @param bitsPerSecond of the stream
 */
public record StreamRecord(String mountpoint, String identifier, String format, String details, int carriers, String systems,
        double latitudeDegrees, double longitudeDegrees, String generator, boolean authentication, int bitsPerSecond, String misc) {

    /** The line without its end. */
    public String encode() {
        return String.join(";", "STR", field(mountpoint), field(identifier), field(format), field(details), String.valueOf(carriers),
                field(systems), "none", "", degrees(latitudeDegrees), degrees(longitudeDegrees), "0", "0", field(generator), "none",
                authentication ? "B" : "N", "N", String.valueOf(bitsPerSecond), field(misc));
    }

    private static String degrees(double degrees) {
        return String.format(Locale.ROOT, "%.4f", degrees);
    }

    /** A semicolon is quoted, what would end the line is left out. */
    private static String field(String text) {
        return text.replaceAll("[\\p{Cntrl}]", " ").replace(";", "\";\"");
    }
}

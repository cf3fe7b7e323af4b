package depot.gnss.nmea;

import java.util.OptionalInt;

/**
 * TXT, a text of the receiver for people: NMEA 0183 4.11; UBX-22008968, section 2.7.18.
 *
 * <pre>
 *   $xxTXT,numMsg,msgNum,msgType,text*cs
 *          1      2      3       4, to the end: a comma in it does not end it
 * </pre>
 *
 * <p>Verified: no capture has one; its form is that of public reports of the warning that it carries.
 *
 * @param sentences over which a long text is spread
 * @param number of this one, from 1
 * @param text as it was sent; u-blox does not escape characters
 */
public record Txt(String talker, OptionalInt sentences, OptionalInt number, Severity severity, String text) implements NmeaMessage {
    /** {@code msgType}, as u-blox numbers it. */
    public enum Severity {
        ERROR(0), WARNING(1), NOTICE(2), USER(7), UNKNOWN(99);

        private final int number;

        Severity(int number) {
            this.number = number;
        }

        static Severity of(int number) {
            for (Severity severity : values()) {
                if (severity.number == number) {
                    return severity;
                }
            }
            return UNKNOWN;
        }
    }

    private static final int TEXT = 4;

    static NmeaMessage read(Fields f) {
        String text = f.has(TEXT + 1) ? f.rest(TEXT) : "";
        return new Txt(f.talker(), f.integer(1), f.integer(2), Severity.of(f.integer(3).orElse(Severity.UNKNOWN.number)), text);
    }

    /** The whole sentence, CR LF included. */
    public byte[] encode() {
        return new Sentence(talker, "TXT").integer(sentences, "%02d").integer(number, "%02d").integer(severity.number, "%02d")
                .text(text).encode();
    }
}

package depot.gnss.frames;

import java.nio.charset.StandardCharsets;

/**
 * The sentence of NMEA 0183: version 4.11, section 5.3; as u-blox sends it, UBX-22008968, section 2.1.
 *
 * <pre>
 *   0   1                                         n + 1  n + 2    n + 4
 *   $   GNGGA,084159.00,3203.94995,N,...          *      HH       CR LF
 *   |   n printable ASCII characters     |               exclusive-or of the n characters, two hex digits
 *   '!' instead of '$' begins an encapsulated sentence
 * </pre>
 *
 * Recorded streams have lines that end in LF or CR alone, or in nothing: those count too. Without a checksum it is no frame.
 *
 * <p>Keeps what it saw of a sentence that has not ended, so that one that comes byte by byte is not read again and again:
 * one object for each stream, one thread.
 *
 * <p>Verified: frames and skipped bytes of all captures against an independent scanner.
 */
public final class NmeaFraming {
    /**
     * The standard's limit is 82 characters, and proprietary sentences break it. Measured from the leader to the asterisk,
     * both included.
     */
    public static final int MAX_SENTENCE = 1024;
    static final int MAX_LENGTH = MAX_SENTENCE + 4;
    /** Bytes around the text: {@code $} and {@code *HH}, CR, LF; those two may be missing. */
    public static final int TEXT_AT = 1;

    private static final int CHECKSUM = 3;
    private int seen; // characters from the leader on that are known to be text
    private int xor; // of those after the leader

    NmeaFraming() {}

    /**
     * Of {@link Match}: {@code buffer[start]} is the leader, {@code end} is past the last byte there is. After
     * {@link Match#MORE} the next call must be about the same sentence.
     *
     * @param last no more bytes follow: what is there is all
     */
    int match(byte[] buffer, int start, int end, boolean last) {
        int sum = xor;
        int at = start + Math.max(seen, TEXT_AT);
        int limit = Math.min(end, start + MAX_SENTENCE);
        while (at < limit && isText(buffer[at])) {
            sum ^= buffer[at++];
        }
        seen = at - start;
        xor = sum;
        int match = at == end ? Match.MORE : afterText(buffer, start, at, end, last);
        if (match != Match.MORE || last) {
            seen = 0;
            xor = 0;
        }
        return match;
    }

    private int afterText(byte[] buffer, int start, int asterisk, int end, boolean last) {
        if (asterisk == start + MAX_SENTENCE || buffer[asterisk] != '*' || asterisk == start + TEXT_AT) {
            return Match.NONE;
        }
        if (end - asterisk < CHECKSUM) {
            return Match.MORE;
        }
        int said = hexDigit(buffer[asterisk + 1]) << 4 | hexDigit(buffer[asterisk + 2]);
        if (said < 0) {
            return Match.NONE;
        }
        if (said != xor) {
            return Match.DAMAGED;
        }
        int at = asterisk + CHECKSUM;
        if (at < end && buffer[at] == '\r') {
            at++;
        }
        if (at == end && !last) {
            return Match.MORE;
        }
        if (at < end && buffer[at] == '\n') {
            at++;
        }
        return at - start;
    }

    /** Printable ASCII that does not end the text; a negative byte is none. */
    private static boolean isText(byte b) {
        return b >= ' ' && b != '*' && b != '$' && b != 0x7F;
    }

    /** -1 when it is none. */
    private static int hexDigit(byte b) {
        return Character.digit(b, 16);
    }

    /** How many characters the text between leader and asterisk has. */
    public static int textLength(Frame frame) {
        int at = TEXT_AT;
        while (frame.u1(at) != '*') {
            at++;
        }
        return at - TEXT_AT;
    }

    /**
     * A whole sentence, CR LF included.
     *
     * @param text the text between {@code $} and {@code *}
     * @throws IllegalArgumentException when it is empty, too long, or has a character that is no text
     */
    public static byte[] encode(String text) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        int sum = 0;
        for (byte c : characters) {
            if (!isText(c)) {
                throw new IllegalArgumentException("not text of a sentence: " + text);
            }
            sum ^= c;
        }
        if (characters.length == 0 || characters.length > MAX_SENTENCE - 2) {
            throw new IllegalArgumentException("a sentence of " + characters.length + " characters");
        }
        return String.format("$%s*%02X\r\n", text, sum).getBytes(StandardCharsets.ISO_8859_1);
    }
}

package depot.common.websocket;

/**
 * Checks byte by byte whether a text is UTF-8, and fails at the first wrong byte (RFC 3629, section 4):
 *
 * <pre>
 *   00..7F
 *   C2..DF  80..BF
 *   E0      A0..BF  80..BF                   (no shorter form)
 *   E1..EC  80..BF  80..BF                   (also EE, EF)
 *   ED      80..9F  80..BF                   (no surrogates)
 *   F0      90..BF  80..BF  80..BF           (no shorter form)
 *   F1..F3  80..BF  80..BF  80..BF
 *   F4      80..8F  80..BF  80..BF           (no more than U+10FFFF)
 * </pre>
 *
 * <p>Pure; one thread.
 */
final class Utf8Check {
    private int left; // bytes of the character that are to come
    private int least = 0x80; // the next of them
    private int most = 0xBF;

    /** Whether the text may still be UTF-8 with this byte. */
    boolean take(int b) {
        if (left > 0) {
            boolean fits = b >= least && b <= most;
            least = 0x80;
            most = 0xBF;
            left--;
            return fits;
        }
        if (b < 0x80) {
            return true;
        }
        left = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
        switch (b) {
            case 0xE0 -> least = 0xA0;
            case 0xED -> most = 0x9F;
            case 0xF0 -> least = 0x90;
            case 0xF4 -> most = 0x8F;
            default -> { }
        }
        return b >= 0xC2 && b <= 0xF4;
    }

    /** Whether a character has just ended. */
    boolean isWhole() {
        return left == 0;
    }

    void reset() {
        left = 0;
        least = 0x80;
        most = 0xBF;
    }
}

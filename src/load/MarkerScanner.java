package depot.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Finds the numbers that follow one key in JSON text as it comes off the wire, without parsing the rest: the fleet's heartbeats
 * carry their own number in such a field, and the consoles get about 100 MB a second of them.
 *
 * <p>Searches by Horspool's rule: it looks at every 16th byte or so and skips on. Text is given in parts, cut
 * anywhere; the end of one part that may hold the begin of a hit is kept for the next. The numbers are
 * whole ones, as 1234, 1234.0 or 1.234E3. For one connection; not for use by several threads.
 */
final class MarkerScanner {

    private static final int LONGEST_NUMBER = 24;

    private final byte[] key;
    private final int[] skips = new int[256];
    private final LongConsumer found;
    private byte[] text = new byte[4_096];
    private int kept;

    /** @param key the field's name */
    MarkerScanner(String key, LongConsumer found) {
        this.key = ("\"" + key + "\":").getBytes(StandardCharsets.US_ASCII);
        this.found = found;
        Arrays.fill(skips, this.key.length);
        for (int i = 0; i < this.key.length - 1; i++) {
            skips[this.key[i]] = this.key.length - 1 - i;
        }
    }

    /** As passed by {@link depot.sim.client.WebSocketClient.Listener#message}. */
    void add(ByteBuffer part, boolean last) {
        int length = kept + part.remaining();
        if (length > text.length) {
            text = Arrays.copyOf(text, 2 * length);
        }
        part.get(text, kept, length - kept);
        int done = scan(length, last);
        kept = last ? 0 : length - done;
        System.arraycopy(text, done, text, 0, kept);
    }

    /** @return up to where nothing is needed any more */
    private int scan(int length, boolean last) {
        int lastOfKey = key.length - 1;
        int at = lastOfKey;
        while (at < length) {
            if (text[at] == key[lastOfKey] && matches(at - lastOfKey)) {
                int number = at + 1;
                if (!last && number + LONGEST_NUMBER > length) {
                    return at - lastOfKey;
                }
                found.accept(wholeNumber(text, number, length));
            }
            at += skips[text[at] & 0xff];
        }
        return Math.max(0, Math.min(length, at - lastOfKey));
    }

    private boolean matches(int start) {
        for (int i = 0; i < key.length; i++) {
            if (text[start + i] != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** The number that starts there, its fraction cut off; -1 when there is none. */
    static long wholeNumber(byte[] text, int from, int length) {
        int end = from;
        long value = 0;
        while (end < length && text[end] >= '0' && text[end] <= '9') {
            value = value * 10 + text[end++] - '0';
        }
        if (end == from) {
            return -1;
        }
        while (end < length && (text[end] >= '0' && text[end] <= '9' || text[end] == '.')) {
            end++;
        }
        boolean exponent = end < length && (text[end] == 'E' || text[end] == 'e');
        return exponent ? withExponent(text, from, length) : value;
    }

    /** Java writes doubles from ten million on this way; rare enough to be slow. */
    private static long withExponent(byte[] text, int from, int length) {
        int end = from;
        while (end < length && "0123456789.eE+-".indexOf(text[end]) >= 0) {
            end++;
        }
        return (long) Double.parseDouble(new String(text, from, end - from, StandardCharsets.US_ASCII));
    }
}

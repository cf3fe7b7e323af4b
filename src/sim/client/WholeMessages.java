package depot.sim.client;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts the parts of messages together. One that came in one part is handed on where it lies; only the others
 * are copied. For one connection; on its loop's thread.
 */
public final class WholeMessages {

    /** Takes a whole message, between position and limit; the buffer is worthless after the call. */
    public interface Taker {
        void message(ByteBuffer whole);
    }

    private static final byte[] NOTHING = {};

    private final int longest;
    private final Taker taker;
    private byte[] kept = NOTHING;
    private int length;

    /** @param longest in bytes; a longer message is cut to that, never kept */
    public WholeMessages(int longest, Taker taker) {
        this.longest = longest;
        this.taker = taker;
    }

    /** As passed by {@link WebSocketClient.Listener#message}. */
    public void add(ByteBuffer part, boolean first, boolean last) {
        if (first && last) {
            taker.message(part);
            return;
        }
        int count = Math.min(part.remaining(), longest - length);
        if (length + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(length + count, Math.min(longest, 2 * kept.length)));
        }
        part.get(kept, length, count);
        length += count;
        if (last) {
            ByteBuffer whole = ByteBuffer.wrap(kept, 0, length);
            length = 0;
            taker.message(whole);
        }
    }
}

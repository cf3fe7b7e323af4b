package depot.common.websocket;

import depot.common.GuardedBy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The buffers that writers gather frames in: one large write costs little more than a small one. Direct, so that a
 * write copies once; lent only while there is something to write, so that idle connections own none. When all are
 * lent, as with many clients that do not read, small ones from the heap are made: slower, and bounded by the
 * connections. Thread-safe.
 */
final class OutputBuffers {
    static final int LARGE_BYTES = 64 * 1024;
    private static final int SMALL_BYTES = 4 * 1024;
    private static final int MAX_LARGE = 128;

    @GuardedBy("free") private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    @GuardedBy("free") private int made;

    ByteBuffer lend() {
        synchronized (free) {
            ByteBuffer buffer = free.pollLast(); // the last used is the one the processor still has at hand
            if (buffer != null) {
                return buffer;
            }
            if (made == MAX_LARGE) {
                return ByteBuffer.allocate(SMALL_BYTES);
            }
            made++;
        }
        return ByteBuffer.allocateDirect(LARGE_BYTES);
    }

    void giveBack(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            buffer.clear();
            synchronized (free) {
                free.addLast(buffer);
            }
        }
    }
}

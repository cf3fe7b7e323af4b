package depot.common.websocket.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gathers the head of an HTTP/1.1 answer, up to and with the empty line (RFC 9112, section 2.1). No I/O.
 * One connection each; not for use by several threads.
 */
public final class HeadReader {

    private static final int LONGEST_HEAD = 64 * 1024;

    private final int longest;
    private byte[] bytes = new byte[512];
    private int length;

    public HeadReader() {
        this(LONGEST_HEAD);
    }

    /** @param longest head that is taken, in bytes */
    public HeadReader(int longest) {
        this.longest = longest;
    }

    /**
     * Takes bytes from the buffer until the head is complete.
     *
     * @return the head, good until the next call; null when more bytes are needed
     */
    public HttpHead feed(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            byte next = in.get();
            add(next);
            if (next == '\n' && endsEmptyLine()) {
                HttpHead head = new HttpHead(bytes, length);
                length = 0;
                return head;
            }
        }
        return null;
    }

    private void add(byte next) throws IOException {
        if (length == bytes.length) {
            if (length >= longest) {
                throw new IOException("the head of the answer does not end");
            }
            bytes = Arrays.copyOf(bytes, Math.min(longest, 2 * length));
        }
        bytes[length++] = next;
    }

    private boolean endsEmptyLine() {
        return length >= 4 && bytes[length - 2] == '\r' && bytes[length - 3] == '\n' && bytes[length - 4] == '\r';
    }
}

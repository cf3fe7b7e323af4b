package depot.common.http;

import java.util.Arrays;

/**
 * Finds the end of a request's head, byte by byte, and bytes that no head may have. The JDK's parser takes any single CR or
 * LF for the end of a line, and keeps NULs: where two readers understand a request differently, another request can be
 * hidden in it (RFC 9112, sections 2.2 and 11.2). Pure, no I/O; for one head and one thread.
 */
final class HeadScanner {
    enum Step { MORE, END, BAD }

    private static final int FIRST_BYTES = 256;

    private final int maxBytes;
    private byte[] head = new byte[FIRST_BYTES];
    private int length;
    private int lineStart;
    private boolean afterCr;
    private RequestHead.Violation violation;

    HeadScanner(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes the next byte; not to be called after END or BAD. */
    Step take(byte b) {
        if (afterCr) {
            return b == '\n' ? endOfLine() : bad(400, "a carriage return in the head that does not end a line");
        }
        if (b == '\r') {
            afterCr = true;
            return Step.MORE;
        }
        if (b >= 0 && b < ' ' && b != '\t' || b == 0x7F) {
            return bad(400, b == '\n' ? "a line of the head must end in CR LF" : "a control character in the head");
        }
        if (length + 2 >= maxBytes) {
            return bad(431, "the head may have at most " + maxBytes + " bytes");
        }
        append(b);
        return Step.MORE;
    }

    private Step endOfLine() {
        afterCr = false;
        if (length == 0) {
            return Step.MORE; // an empty line before a request is skipped (RFC 9112, section 2.2)
        }
        boolean empty = length == lineStart;
        append((byte) '\r');
        append((byte) '\n');
        lineStart = length;
        return empty ? Step.END : length + 2 > maxBytes ? bad(431, "the head may have at most " + maxBytes + " bytes") : Step.MORE;
    }

    private Step bad(int status, String why) {
        violation = new RequestHead.Violation(status, why);
        return Step.BAD;
    }

    private void append(byte b) {
        if (length == head.length) {
            head = Arrays.copyOf(head, Math.max(length + 2, Math.min(2 * length, maxBytes + 2)));
        }
        head[length++] = b;
    }

    /** Bytes taken in so far. */
    int length() {
        return length;
    }

    /** The whole head, its empty line included. */
    byte[] head() {
        return Arrays.copyOf(head, length);
    }

    RequestHead.Violation violation() {
        return violation;
    }
}

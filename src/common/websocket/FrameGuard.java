package depot.common.websocket;

import java.nio.ByteBuffer;

/**
 * Looks at each frame's head before Java-WebSocket sees it. That library accepts unmasked frames, and keeps any number
 * of empty fragments; this refuses what RFC 6455 forbids and what is over our limits, before anything is kept.
 *
 * <pre>
 *   0               1               2 ...                        (RFC 6455, section 5.2)
 *  +-+-+-+-+-------+-+-------------+----------------------+----------------+---------
 *  |F|R|R|R| opcode|M| payload len | 0, 2 or 8 bytes more | 4 bytes of mask| payload
 *  |I|S|S|S|  (4)  |A|     (7)     | of length, big-endian| (M is set)     |
 *  |N|V|V|V|       |S|             | (len 126, 127)       |                |
 *  +-+-+-+-+-------+-+-------------+----------------------+----------------+---------
 * </pre>
 *
 * <p>Bytes come in pieces of any size. Pure, no I/O; one thread, the connection's reader.
 */
final class FrameGuard {
    /** A message may come in this many pieces; each costs an object while the message is not whole. */
    static final int MAX_FRAGMENTS = 1024;

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int MASK_BYTES = 4;
    private static final int CLOSE = 0x8;
    private static final int MAX_CONTROL_PAYLOAD = 125;
    private static final int MAX_HEAD = 14;

    /** Why the connection must be closed, or null while all is well. */
    record Violation(int closeCode, String reason, String limit) {
        static Violation protocol(String reason) {
            return new Violation(CloseCode.PROTOCOL_ERROR, reason, null);
        }
    }

    private final int maxMessageBytes;
    private final byte[] head = new byte[MAX_HEAD];
    private int headLength; // bytes of the current head so far
    private long payloadLeft; // bytes of the current frame's payload that are still to come
    private boolean inMessage; // a fragmented message has begun
    private long messageBytes;
    private long announced; // bytes of the newest message, the current frame whole
    private int fragments;
    private Violation violation;
    private boolean closeSeen;
    private long frames;
    private final Utf8Check utf8 = new Utf8Check();
    private boolean textMessage; // the message under way is one of text
    private boolean inText; // the current frame is a part of one
    private final byte[] key = new byte[MASK_BYTES]; // the current frame's
    private int masked; // bytes that it was put on

    FrameGuard(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * How many of the buffer's next bytes may go on: up to the end of the current frame, or all there are. 0 means a
     * violation. The buffer is not moved; the caller consumes that many bytes and asks again.
     */
    int admit(ByteBuffer buffer) {
        int start = buffer.position();
        int at = start;
        int limit = buffer.limit();
        while (at < limit && violation == null) {
            if (payloadLeft > 0) {
                int n = (int) Math.min(payloadLeft, limit - at);
                if (inText) {
                    lookAtText(buffer, at, n);
                }
                payloadLeft -= n;
                at += n;
                if (payloadLeft == 0) {
                    return violation == null ? at - start : 0;
                }
                continue;
            }
            head[headLength++] = buffer.get(at++);
            if (headLength >= 2 && headLength == headSize()) {
                judge();
                headLength = 0;
                if (violation == null && payloadLeft == 0) {
                    return at - start;
                }
            } else if (headLength == 2) {
                judgeFirstTwo(); // known wrong already: do not wait for the rest
            }
        }
        return violation == null ? at - start : 0;
    }

    private int headSize() {
        int length = head[1] & 0x7F;
        return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + ((head[1] & 0x80) != 0 ? 4 : 0);
    }

    private void judgeFirstTwo() {
        int opcode = head[0] & 0x0F;
        boolean control = opcode >= CLOSE;
        if ((head[0] & 0x70) != 0) {
            violation = Violation.protocol("a reserved bit is set");
        } else if (opcode > 0xA || opcode > 0x2 && !control) {
            violation = Violation.protocol("opcode " + opcode + " is reserved");
        } else if ((head[1] & 0x80) == 0) {
            violation = Violation.protocol("a client's frames must be masked");
        } else if (control && ((head[0] & 0x80) == 0 || (head[1] & 0x7F) > MAX_CONTROL_PAYLOAD)) {
            violation = Violation.protocol("a control frame must be whole and of at most 125 bytes");
        } else if (!control && (opcode == CONTINUATION) != inMessage) {
            violation = Violation.protocol(inMessage ? "a new message before the last one ended" : "a continuation of nothing");
        }
    }

    private void judge() {
        judgeFirstTwo();
        if (violation != null) {
            return;
        }
        long length = head[1] & 0x7F;
        if (length == 126) {
            length = (head[2] & 0xFF) << 8 | head[3] & 0xFF;
        } else if (length == 127) {
            length = 0;
            for (int i = 2; i < 10; i++) {
                length = length << 8 | head[i] & 0xFF;
            }
        }
        int opcode = head[0] & 0x0F;
        if (length >= 0 && length <= ((head[1] & 0x7F) == 126 ? 125 : (head[1] & 0x7F) == 127 ? 0xFFFF : -1)) {
            violation = Violation.protocol("a length in more bytes than it needs");
        }
        inText = false;
        if (opcode < CLOSE) {
            judgeData(length);
            beginData(opcode);
        }
        closeSeen |= opcode == CLOSE;
        payloadLeft = length;
        frames++;
    }

    private void beginData(int opcode) {
        if (opcode != CONTINUATION) {
            textMessage = opcode == TEXT;
            utf8.reset();
        }
        inText = textMessage;
        masked = 0;
        System.arraycopy(head, headLength - MASK_BYTES, key, 0, MASK_BYTES);
    }

    /** Java-WebSocket checks a text only when it is whole; this finds broken UTF-8 as soon as it comes. */
    private void lookAtText(ByteBuffer buffer, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!utf8.take((buffer.get(i) ^ key[masked++ & MASK_BYTES - 1]) & 0xFF)) {
                violation = new Violation(CloseCode.NOT_UTF8, "a text that is not UTF-8", null);
                return;
            }
        }
    }

    private void judgeData(long length) {
        fragments++;
        if (length < 0 || length > maxMessageBytes - messageBytes) {
            violation = new Violation(CloseCode.TOO_BIG, "a message may have at most " + maxMessageBytes + " bytes", "message");
        } else if (fragments > MAX_FRAGMENTS) {
            violation = new Violation(CloseCode.TOO_BIG, "a message may come in at most " + MAX_FRAGMENTS + " fragments", "fragments");
        }
        messageBytes += length;
        announced = messageBytes;
        inMessage = (head[0] & 0x80) == 0;
        if (!inMessage) {
            messageBytes = 0;
            fragments = 0;
        }
    }

    /** Bytes of the message under way, as far as its frames' heads tell; 0 while there is none. */
    long announced() {
        return announced;
    }

    /** Whether all of that message has passed. */
    boolean messageWhole() {
        return announced > 0 && !inMessage && payloadLeft == 0;
    }

    /** The message was dealt with. */
    void forgetMessage() {
        announced = 0;
    }

    Violation violation() {
        return violation;
    }

    /** Whether the head of a close frame has passed. */
    boolean closeSeen() {
        return closeSeen;
    }

    /** Frames begun so far, control frames counted: what the rate limit counts. */
    long frames() {
        return frames;
    }
}

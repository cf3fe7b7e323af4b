package depot.gnss.frames;

import java.util.Arrays;

/**
 * The frame of RTCM 3: RTCM 10403.3, section 4 (transport layer).
 *
 * <pre>
 *   0          1               2            3              3 + n
 *   1101 0011  000000  length n (10 bits)   message        CRC-24Q
 *   preamble   reserved                     n bytes    |   3 bytes, big-endian
 *   '-------------------- checked --------------------'
 * </pre>
 *
 * Stateless; any thread.
 *
 * <p>Verified: frames and skipped bytes of all captures, one with a broken checksum, against an independent scanner.
 */
public final class RtcmFraming {
    /** Bytes around the message. */
    public static final int OVERHEAD = 6;
    public static final int MESSAGE_AT = 3;
    public static final int MAX_MESSAGE = 1023;

    static final byte PREAMBLE = (byte) 0xD3;
    private static final int RESERVED = 0xFC;

    private RtcmFraming() {}

    /** Of {@link Match}: {@code buffer[start]} is the preamble, {@code end} is past the last byte there is. */
    static int match(byte[] buffer, int start, int end) {
        int there = end - start;
        if (there < 2) {
            return Match.MORE;
        }
        if ((buffer[start + 1] & RESERVED) != 0) {
            return Match.NONE;
        }
        if (there < MESSAGE_AT) {
            return Match.MORE;
        }
        int message = (buffer[start + 1] & 0xFF) << 8 | buffer[start + 2] & 0xFF;
        if (there < OVERHEAD + message) {
            return Match.MORE;
        }
        // Over a frame and its own CRC the CRC is 0.
        return Crc24q.of(buffer, start, start + OVERHEAD + message) == 0 ? OVERHEAD + message : Match.DAMAGED;
    }

    /**
     * A whole frame.
     *
     * @throws IllegalArgumentException when the message is longer than {@link #MAX_MESSAGE}
     */
    public static byte[] encode(byte[] message) {
        if (message.length > MAX_MESSAGE) {
            throw new IllegalArgumentException("an RTCM message of " + message.length + " bytes");
        }
        byte[] frame = new byte[OVERHEAD + message.length];
        frame[0] = PREAMBLE;
        frame[1] = (byte) (message.length >>> 8);
        frame[2] = (byte) message.length;
        System.arraycopy(message, 0, frame, MESSAGE_AT, message.length);
        int crcAt = MESSAGE_AT + message.length;
        int crc = Crc24q.of(frame, 0, crcAt);
        frame[crcAt] = (byte) (crc >>> 16);
        frame[crcAt + 1] = (byte) (crc >>> 8);
        frame[crcAt + 2] = (byte) crc;
        return frame;
    }

    /** The message in a frame, as a copy. */
    public static byte[] message(Frame frame) {
        byte[] bytes = frame.bytes();
        return Arrays.copyOfRange(bytes, MESSAGE_AT, bytes.length - 3);
    }
}

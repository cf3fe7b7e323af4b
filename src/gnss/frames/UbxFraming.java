package depot.gnss.frames;

import java.util.Arrays;

/**
 * The frame of UBX: u-blox F9 HPG 1.32 Interface Description (UBX-22008968), sections 3.2 and 3.4.
 *
 * <pre>
 *   0     1     2       3    4        5 6            6 + n   7 + n
 *   B5    62    class   id   length n   payload      CK_A    CK_B
 *   sync chars  |              LE U2    n bytes |    8-bit Fletcher
 *               '----- checked ----------------'
 * </pre>
 *
 * Stateless; any thread.
 *
 * <p>Verified: frames and skipped bytes of all captures against an independent scanner.
 */
public final class UbxFraming {
    /** Bytes around the payload. */
    public static final int OVERHEAD = 8;
    public static final int PAYLOAD_AT = 6;

    /**
     * The length field could say 65,535. The longest message that a receiver sends is RXM-RAWX with 255 measurements, 8,176
     * bytes; a longer one is a damaged length, and waiting for its end would hold back all that follows.
     */
    public static final int MAX_PAYLOAD = 8192;
    static final int MAX_LENGTH = OVERHEAD + MAX_PAYLOAD;

    static final byte SYNC_1 = (byte) 0xB5;
    private static final byte SYNC_2 = 0x62;
    private static final int CLASS_AT = 2;
    private static final int ID_AT = 3;
    private static final int LENGTH_AT = 4;

    private UbxFraming() {}

    /** Of {@link Match}: {@code buffer[start]} is the first sync char, {@code end} is past the last byte there is. */
    static int match(byte[] buffer, int start, int end) {
        int there = end - start;
        if (there < 2) {
            return Match.MORE;
        }
        if (buffer[start + 1] != SYNC_2) {
            return Match.NONE;
        }
        if (there < PAYLOAD_AT) {
            return Match.MORE;
        }
        int payload = buffer[start + LENGTH_AT] & 0xFF | (buffer[start + LENGTH_AT + 1] & 0xFF) << 8;
        if (payload > MAX_PAYLOAD) {
            return Match.NONE;
        }
        if (there < OVERHEAD + payload) {
            return Match.MORE;
        }
        int sumAt = start + PAYLOAD_AT + payload;
        int sum = Fletcher8.of(buffer, start + CLASS_AT, sumAt);
        int said = buffer[sumAt] & 0xFF | (buffer[sumAt + 1] & 0xFF) << 8;
        return sum == said ? OVERHEAD + payload : Match.DAMAGED;
    }

    /**
     * A whole frame.
     *
     * @throws IllegalArgumentException when the payload is longer than {@link #MAX_PAYLOAD}
     */
    public static byte[] encode(int messageClass, int id, byte[] payload) {
        if (payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a UBX payload of " + payload.length + " bytes");
        }
        byte[] frame = new byte[OVERHEAD + payload.length];
        frame[0] = SYNC_1;
        frame[1] = SYNC_2;
        frame[CLASS_AT] = (byte) messageClass;
        frame[ID_AT] = (byte) id;
        frame[LENGTH_AT] = (byte) payload.length;
        frame[LENGTH_AT + 1] = (byte) (payload.length >>> 8);
        System.arraycopy(payload, 0, frame, PAYLOAD_AT, payload.length);
        int sumAt = PAYLOAD_AT + payload.length;
        int sum = Fletcher8.of(frame, CLASS_AT, sumAt);
        frame[sumAt] = (byte) sum;
        frame[sumAt + 1] = (byte) (sum >>> 8);
        return frame;
    }

    /** The payload of a frame, as a copy. */
    public static byte[] payload(Frame frame) {
        byte[] bytes = frame.bytes();
        return Arrays.copyOfRange(bytes, PAYLOAD_AT, bytes.length - 2);
    }
}

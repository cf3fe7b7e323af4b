package depot.gnss.frames;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum of RTCM 3 frames (RTCM 10403.3, section 4): generator 0x1864CFB, start 0, not reflected, no final
 * exclusive-or. Eight bytes at a time, by eight tables: {@code TABLES[k][b]} is what byte {@code b} with {@code k} bytes
 * after it adds. The 24 bits are kept at the top of an int, so that nothing has to be masked. Any thread.
 *
 * <p>Verified: the check value 0xCDE703 of “123456789”, and bit by bit.
 */
final class Crc24q {
    private static final int POLYNOMIAL = 0x864CFB << 8;
    private static final VarHandle BIG_ENDIAN_INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int[] T0 = oneByte();
    private static final int[] T1 = andOneMore(T0);
    private static final int[] T2 = andOneMore(T1);
    private static final int[] T3 = andOneMore(T2);
    private static final int[] T4 = andOneMore(T3);
    private static final int[] T5 = andOneMore(T4);
    private static final int[] T6 = andOneMore(T5);
    private static final int[] T7 = andOneMore(T6);

    private Crc24q() {}

    /** The check of the bytes {@code from} to {@code to}, exclusive: 24 bits. */
    static int of(byte[] bytes, int from, int to) {
        int crc = 0;
        int at = from;
        for (; to - at >= 8; at += 8) {
            int high = crc ^ (int) BIG_ENDIAN_INT.get(bytes, at);
            int low = (int) BIG_ENDIAN_INT.get(bytes, at + 4);
            crc = T7[high >>> 24] ^ T6[high >>> 16 & 0xFF] ^ T5[high >>> 8 & 0xFF] ^ T4[high & 0xFF]
                    ^ T3[low >>> 24] ^ T2[low >>> 16 & 0xFF] ^ T1[low >>> 8 & 0xFF] ^ T0[low & 0xFF];
        }
        for (; at < to; at++) {
            crc = crc << 8 ^ T0[crc >>> 24 ^ bytes[at] & 0xFF];
        }
        return crc >>> 8;
    }

    private static int[] oneByte() {
        int[] table = new int[256];
        for (int b = 0; b < 256; b++) {
            int crc = b << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
            }
            table[b] = crc;
        }
        return table;
    }

    private static int[] andOneMore(int[] before) {
        int[] table = new int[256];
        for (int b = 0; b < 256; b++) {
            table[b] = before[b] << 8 ^ T0[before[b] >>> 24];
        }
        return table;
    }
}

package depot.gnss.frames;

/** The 8-bit Fletcher checksum of UBX frames (RFC 1145 names the algorithm; UBX-22008968, section 3.4). Any thread. */
final class Fletcher8 {
    private Fletcher8() {}

    /** The check of the bytes {@code from} to {@code to}, exclusive: CK_A in the low byte, CK_B in the next. */
    static int of(byte[] bytes, int from, int to) {
        int a = 0;
        int b = 0;
        // Both sums are modulo 256: what overflows, and the sign of the bytes, falls off at the end.
        for (int i = from; i < to; i++) {
            a += bytes[i];
            b += a;
        }
        return a & 0xFF | (b & 0xFF) << 8;
    }
}

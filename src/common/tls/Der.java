package depot.common.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes ASN.1 in DER (X.690), as much of it as a certificate needs. Pure.
 *
 * <pre>
 *   tag (1) | length (1, or 0x80 + n and n bytes, big end first) | content
 * </pre>
 */
final class Der {
    private Der() {}

    static byte[] of(int tag, byte[]... content) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : content) {
            joined.writeBytes(part);
        }
        int length = joined.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        out.writeBytes(joined.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... content) {
        return of(0x30, content);
    }

    static byte[] set(byte[]... content) {
        return of(0x31, content);
    }

    static byte[] text(int tag, String text) {
        return of(tag, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bits(byte[] content) {
        return of(0x03, new byte[] {0}, content);
    }

    /** @param arcs such as 2, 5, 4, 3 */
    static byte[] oid(int... arcs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >> shift != 0) {
                    out.write(0x80 | arcs[i] >> shift & 0x7F);
                }
            }
            out.write(arcs[i] & 0x7F);
        }
        return of(0x06, out.toByteArray());
    }
}

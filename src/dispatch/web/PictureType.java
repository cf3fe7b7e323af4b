package depot.dispatch.web;

import java.util.Optional;

/**
 * The type of a picture, found from its bytes alone: the type that a client names is ignored. The two types that browsers draw and that
 * carry no script. Pure.
 *
 * <pre>
 *   PNG   89 50 4E 47 0D 0A 1A 0A, then a chunk IHDR    (W3C PNG, section 5.2)
 *   JPEG  FF D8 FF                                      (ITU-T T.81, B.1.1.3: SOI and the next marker)
 * </pre>
 */
final class PictureType {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    private static final int SMALLEST = 33; // a PNG's head and its first chunk; no JPEG is smaller

    private PictureType() {}

    /** The media type of a picture; empty for other content. */
    static Optional<String> of(byte[] bytes) {
        if (bytes.length < SMALLEST) {
            return Optional.empty();
        }
        return begins(bytes, PNG) ? Optional.of("image/png") : begins(bytes, JPEG) ? Optional.of("image/jpeg") : Optional.empty();
    }

    private static boolean begins(byte[] bytes, byte[] with) {
        return java.util.Arrays.equals(bytes, 0, with.length, with, 0, with.length);
    }
}

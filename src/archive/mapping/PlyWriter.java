package depot.archive.mapping;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a cloud in the form that viewers of Gaussian splats open: binary PLY, 14 floats a vertex. As they expect it, scales are
 * logarithms, the opacity is a logit, and a colour is the first coefficient of spherical harmonics. One thread.
 *
 * <pre>
 *  x y z  scale_0 scale_1 scale_2  rot_0 (w) rot_1 rot_2 rot_3  f_dc_0 f_dc_1 f_dc_2  opacity
 * </pre>
 */
final class PlyWriter implements Closeable {
    private static final int VERTEX = 14 * 4;
    private static final double HARMONIC = 0.28209479177387814;
    private static final float SCALE = (float) Math.log(0.02); // metres: touching those beside it
    private static final float OPAQUE = logit(0.95);
    private static final float FAINT = logit(0.4);

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1000 * VERTEX).order(ByteOrder.LITTLE_ENDIAN);

    /** @param vertices that follow, exactly */
    PlyWriter(Path file, long vertices) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        StringBuilder head = new StringBuilder("ply\nformat binary_little_endian 1.0\nelement vertex " + vertices + "\n");
        for (String name : new String[] {"x", "y", "z", "scale_0", "scale_1", "scale_2", "rot_0", "rot_1", "rot_2", "rot_3", "f_dc_0",
                "f_dc_1",
            "f_dc_2", "opacity"}) {
            head.append("property float ").append(name).append('\n');
        }
        write(ByteBuffer.wrap(head.append("end_header\n").toString().getBytes(StandardCharsets.US_ASCII)));
    }

    private static float logit(double share) {
        return (float) Math.log(share / (1 - share));
    }

    /** @param colour 0xRRGGBB @param faint for what only one pass saw */
    void vertex(float x, float y, float z, int colour, boolean faint) throws IOException {
        buffer.putFloat(x).putFloat(y).putFloat(z).putFloat(SCALE).putFloat(SCALE).putFloat(SCALE);
        buffer.putFloat(1).putFloat(0).putFloat(0).putFloat(0);
        for (int shift = 16; shift >= 0; shift -= 8) {
            buffer.putFloat((float) (((colour >> shift & 0xFF) / 255.0 - 0.5) / HARMONIC));
        }
        buffer.putFloat(faint ? FAINT : OPAQUE);
        if (!buffer.hasRemaining()) {
            write(buffer.flip());
            buffer.clear();
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            write(buffer.flip());
            channel.force(true);
        }
    }
}

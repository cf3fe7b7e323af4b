package depot.recordings;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Makes a {@link SmallFile} of a recording, and proves that it is the same, byte for byte. Holds some five megabytes at a
 * time, whatever the recording's size. Any thread; it blocks for as long as reading the recording twice takes.
 */
public final class SmallFileWriter {
    private SmallFileWriter() {}

    /**
     * Writes a new file, which is on the disk when this returns.
     *
     * @param from the recording
     * @param length its bytes; more that are appended meanwhile are left out
     * @param origin identifies it among files of the same name, size and time
     * @param to a file that is not there yet
     * @throws EOFException when the recording became shorter meanwhile
     */
    public static void write(FileChannel from, long length, String origin, Path to) throws IOException {
        try (FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            SeekTable.Builder table = new SeekTable.Builder();
            writeAll(out, new SmallHead(length, origin).encode());
            table.add(SmallHead.BYTES, 0);
            ZstdCompressor compressor = new ZstdCompressor();
            byte[] packed = new byte[compressor.maxCompressedLength(SmallFile.FRAME_BYTES)];
            for (long at = 0; at < length; ) {
                int count = (int) Math.min(SmallFile.FRAME_BYTES, length - at);
                byte[] piece = SmallFile.exactly(from, at, count).array();
                int bytes = compressor.compress(piece, 0, count, packed, 0, packed.length);
                writeAll(out, ByteBuffer.wrap(packed, 0, bytes));
                table.add(bytes, count);
                at += count;
            }
            writeAll(out, table.encode());
            out.force(true);
        }
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /**
     * Reads both whole, the small one from the file anew.
     *
     * @param length bytes of the recording that count
     * @throws IOException when they differ, or the small one cannot be read
     */
    public static void verify(FileChannel recording, long length, Path small) throws IOException {
        try (SmallFile file = SmallFile.open(small)) {
            if (file.length() != length) {
                throw new IOException("it holds " + file.length() + " bytes, the recording " + length);
            }
            byte[] bytes = new byte[SmallFile.FRAME_BYTES];
            for (long at = 0; at < length; ) {
                ByteBuffer read = ByteBuffer.wrap(bytes);
                int count = file.read(read, at);
                byte[] expected = SmallFile.exactly(recording, at, count).array();
                if (!Arrays.equals(bytes, 0, count, expected, 0, count)) {
                    throw new IOException("it differs from the recording in the " + count + " bytes from " + at);
                }
                at += count;
            }
        }
    }
}

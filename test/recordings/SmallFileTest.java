package depot.recordings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallFileTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    Path temp;

    /** Bytes that pack, but not to nothing. */
    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        for (int i = 0; i < count; i += 8) {
            Arrays.fill(bytes, i, Math.min(i + 6, count), (byte) (i >> 16));
        }
        return bytes;
    }

    private Path small(byte[] content) throws IOException {
        Path file = Files.write(temp.resolve("session.rrd"), content);
        Path small = temp.resolve("session.rrd.zst");
        Files.deleteIfExists(small);
        try (FileChannel channel = FileChannel.open(file)) {
            SmallFileWriter.write(channel, content.length, "(dev=1,ino=2)", small);
            SmallFileWriter.verify(channel, content.length, small);
        }
        return small;
    }

    private static byte[] read(Path small) throws IOException {
        try (SmallFile file = SmallFile.open(small)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer piece = ByteBuffer.allocate(100_000);
            while (file.read(piece.clear(), all.size()) >= 0) {
                all.write(piece.array(), 0, piece.position());
            }
            return all.toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 159, 4096, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 2 * MEBIBYTE, 3 * MEBIBYTE + 77})
    void whatGoesInComesOut(int count) throws IOException {
        byte[] content = bytes(count, count);
        Path small = small(content);
        assertArrayEquals(content, read(small));
        try (SmallFile file = SmallFile.open(small)) {
            assertEquals(count, file.length());
            assertEquals("(dev=1,ino=2)", file.origin());
            assertEquals(Files.size(small), file.storedBytes());
        }
    }

    @Test
    void anyPartCanBeRead() throws IOException {
        byte[] content = bytes(3 * MEBIBYTE + 77, 3);
        Random random = new Random(4);
        try (SmallFile file = SmallFile.open(small(content))) {
            for (int i = 0; i < 200; i++) {
                int at = random.nextInt(content.length);
                ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(100_000));
                int count = file.read(into, at);
                assertTrue(count > 0);
                assertArrayEquals(Arrays.copyOfRange(content, at, at + count), Arrays.copyOf(into.array(), count));
            }
            assertEquals(-1, file.read(ByteBuffer.allocate(1), content.length));
        }
    }

    @Test
    void theFieldsRecordingTakesAFourteenthAndZstdUnpacksItToo() throws Exception {
        Path recording = Path.of(System.getProperty("depot.root"), "../shared/recordings/field/session.rrd.gz");
        Assumptions.assumeTrue(Files.exists(recording), "the shared recordings are not here");
        byte[] content;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(recording))) {
            content = in.readAllBytes();
        }
        Path small = small(content);
        assertTrue(Files.size(small) < content.length / 13, Files.size(small) + " of " + content.length);
        assertArrayEquals(content, read(small));
        Path unpacked = temp.resolve("unpacked");
        try (Tool zstd = Tool.start("zstd", "-q", "-d", small.toString(), "-o", unpacked.toString())) {
            assertEquals(0, zstd.awaitEnd(Duration.ofSeconds(30)));
        }
        assertEquals(-1, Files.mismatch(temp.resolve("session.rrd"), unpacked));
    }

    @Test
    void aCopyThatDiffersIsFound() throws IOException {
        byte[] content = bytes(2 * MEBIBYTE, 5);
        Path small = small(content);
        content[MEBIBYTE + 5]++;
        try (FileChannel channel = FileChannel.open(Files.write(temp.resolve("session.rrd"), content))) {
            IOException e = assertThrows(IOException.class, () -> SmallFileWriter.verify(channel, content.length, small));
            assertTrue(e.getMessage().contains("differs"), e.getMessage());
            assertThrows(IOException.class, () -> SmallFileWriter.verify(channel, content.length - 1, small));
        }
    }

    @Test
    void aRecordingThatBecameShorterMakesNoSmallOne() throws IOException {
        Path file = Files.write(temp.resolve("r"), bytes(1000, 6));
        try (FileChannel channel = FileChannel.open(file)) {
            assertThrows(IOException.class, () -> SmallFileWriter.write(channel, 1001, "", temp.resolve("s")));
        }
    }

    @Test
    void whatIsCutIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(small(bytes(MEBIBYTE + 9_999, 7)));
        Random random = new Random(8);
        for (int i = 0; i < 50; i++) {
            Path cut = Files.write(temp.resolve("cut"), Arrays.copyOf(whole, random.nextInt(whole.length)));
            assertThrows(IOException.class, () -> SmallFile.open(cut).close());
        }
    }

    @Test
    void bitsThatFlipAreAnErrorOrHarmless() throws IOException {
        byte[] content = bytes(20_000, 9);
        byte[] whole = Files.readAllBytes(small(content));
        Random random = new Random(10);
        for (int i = 0; i < 300; i++) {
            byte[] flipped = whole.clone();
            int at = i < 100 ? i * 2 : i < 200 ? whole.length - 1 - (i - 100) % 40 : random.nextInt(whole.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Path file = Files.write(temp.resolve("flipped"), flipped);
            try {
                assertArrayEquals(content, read(file), "a flip at " + at + " is not seen"); // in a comment, or in what nobody reads
            } catch (IOException e) {
                assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
            }
        }
    }

    @Test
    void aTableThatLiesIsRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] whole = Files.readAllBytes(small(bytes(1000, 11)));
        ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(whole.length - 9, Integer.MAX_VALUE); // frames
        Path frames = Files.write(temp.resolve("frames"), whole);
        assertTrue(assertThrows(IOException.class, () -> SmallFile.open(frames)).getMessage().contains("frames"));
        bytes.putInt(whole.length - 9, 2);
        bytes.putInt(whole.length - 9 - 4, Integer.MAX_VALUE); // bytes of the last frame, unpacked
        Path size = Files.write(temp.resolve("size"), whole, StandardOpenOption.CREATE);
        assertTrue(assertThrows(IOException.class, () -> SmallFile.open(size)).getMessage().contains("frame of"));
    }
}

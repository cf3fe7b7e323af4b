package depot.gps.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Streams;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.ubx.Ack;
import depot.gnss.ubx.UbxId;
import depot.support.OpenFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    private static final byte[] ACK = new Ack(true, UbxId.CFG_VALSET).encode();

    @TempDir
    Path folder;

    private static byte[] epoch(String time) {
        return NmeaFraming.encode("GNGGA," + time + ",4808.25,N,01134.53,E,1,12,0.6,520.0,M,45.0,M,,");
    }

    private ReceiverLink open(byte[] content, String options) throws Exception {
        Path file = folder.resolve("a capture.log");
        Files.write(file, content);
        return SourceAddress.file("file:" + file + options).open();
    }

    @Test
    void itsFileIsClosedWithIt() throws Exception {
        byte[] content = epoch("120000.00");
        ReceiverLink link = open(content, "?rate=10000");
        Path file = folder.resolve("a capture.log");
        assertEquals(1, OpenFiles.within(file).size());
        link.close();
        assertEquals(List.of(), OpenFiles.within(file));
        assertEquals(-1, link.read(new byte[10]));
    }

    /** What one call of read gave, and when. */
    private record Piece(byte[] bytes, Duration at) {}

    /** @param began before it was opened, as from then on it keeps its times */
    private static List<Piece> readAll(ReceiverLink link, long began) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        byte[] buffer = new byte[5000];
        for (int count = link.read(buffer); count >= 0; count = link.read(buffer)) {
            pieces.add(new Piece(Arrays.copyOf(buffer, count), Duration.ofNanos(System.nanoTime() - began)));
        }
        return pieces;
    }

    private static byte[] joined(List<Piece> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(piece -> all.writeBytes(piece.bytes));
        return all.toByteArray();
    }

    @Test
    void anEpochBeginsWhenItIsDueAndNotBefore() throws Exception {
        byte[] first = Streams.joined(ACK, epoch("235959.80"), ACK);
        byte[] second = Streams.joined(epoch("235959.90"), ACK, ACK);
        byte[] third = Streams.joined(epoch("000000.00"), "half a $GNGGA".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        long began = System.nanoTime();
        try (ReceiverLink link = open(Streams.joined(first, second, third), "")) {
            List<Piece> pieces = readAll(link, began);
            assertArrayEquals(Streams.joined(first, second, third), joined(pieces), "nothing is lost");
            assertArrayEquals(first, pieces.getFirst().bytes);
            Piece next = pieces.stream().filter(piece -> Arrays.equals(piece.bytes, second)).findFirst().orElseThrow();
            assertTrue(next.at.toMillis() >= 95, next.at::toString);
            assertTrue(pieces.getLast().at.toMillis() >= 1000, "a step back, here midnight, is a second: " + pieces.getLast().at);
        }
    }

    @Test
    void aRateIsKept() throws Exception {
        byte[] content = new byte[3000];
        long began = System.nanoTime();
        try (ReceiverLink link = open(content, "?rate=10000")) {
            List<Piece> pieces = readAll(link, began);
            assertArrayEquals(content, joined(pieces));
            assertTrue(pieces.getLast().at.toMillis() >= 280, pieces.getLast().at::toString);
        }
    }

    @Test
    void withoutABoundItIsReadAtOnce() throws Exception {
        byte[] content = new byte[2_000_000];
        try (ReceiverLink link = open(content, "?rate=max")) {
            assertArrayEquals(content, joined(readAll(link, System.nanoTime())));
        }
    }

    @Test
    void aLoopBeginsAnew() throws Exception {
        try (ReceiverLink link = open(ACK, "?rate=max&loop=true")) {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            while (got.size() < 10 * ACK.length) {
                got.write(buffer, 0, link.read(buffer));
            }
            assertArrayEquals(ACK, Arrays.copyOfRange(got.toByteArray(), 9 * ACK.length, 10 * ACK.length));
        }
        try (ReceiverLink empty = open(new byte[0], "?loop=true")) {
            assertThrows(IOException.class, () -> empty.read(new byte[10]), "an empty file would be read for ever");
        }
    }

    @Test
    void aWaitEndsWithTheLink() throws Exception {
        ReceiverLink link = open(Streams.joined(epoch("120000.00"), epoch("120009.00")), "");
        byte[] buffer = new byte[1000];
        assertTrue(link.read(buffer) > 0);
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return link.read(buffer);
            } catch (IOException e) {
                return -2;
            }
        });
        link.close();
        assertEquals(-1, waiting.get(30, TimeUnit.SECONDS));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        IOException e = assertThrows(IOException.class, () -> SourceAddress.file("file:" + folder.resolve("none")).open());
        assertTrue(e.getMessage().contains(folder.resolve("none").toString()));
    }

    @Test
    void aCompressedRecordingIsPlayedToo() throws Exception {
        java.nio.file.Path file = folder.resolve("hour.ubx.gz");
        try (java.util.zip.GZIPOutputStream out = new java.util.zip.GZIPOutputStream(java.nio.file.Files.newOutputStream(file))) {
            out.write(new byte[] {1, 2, 3});
        }
        try (ReceiverLink link = new FileSource(file, new FileSource.Pace.Unbounded(), false).open()) {
            byte[] buffer = new byte[10];
            assertEquals(3, link.read(buffer));
            assertEquals(3, buffer[2]);
        }
    }
}

package depot.gps.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A serial line, which here is a pseudo-terminal. */
class SerialSourceTest {
    @TempDir
    Path folder;

    private static byte[] everyByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    @Test
    void everyByteComesAsItIsBothWays() throws Exception {
        try (PseudoTerminal line = PseudoTerminal.open(); ReceiverLink link = new SerialSource(List.of(line.device()), 115_200).open()) {
            byte[] all = everyByte(); // XON, XOFF, ^C, ^D, CR and LF among them
            line.write(all);
            assertArrayEquals(all, read(link, all.length));
            link.write(all);
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            Await.until("what was written comes out", () -> {
                got.write(buffer, 0, line.read(buffer));
                return got.size() >= all.length;
            });
            assertArrayEquals(all, got.toByteArray(), "and no echo of what was sent");
        }
    }

    private static byte[] read(ReceiverLink link, int count) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] buffer = new byte[100];
        while (got.size() < count) {
            got.write(buffer, 0, link.read(buffer));
        }
        return got.toByteArray();
    }

    @Test
    void aReadThatWaitsForASilentLineEndsWithTheLink() throws Exception {
        try (PseudoTerminal line = PseudoTerminal.open()) {
            ReceiverLink link = new SerialSource(List.of(line.device()), 9600).open();
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readQuietly(link));
            assertThrows(java.util.concurrent.TimeoutException.class, () -> read.get(300, TimeUnit.MILLISECONDS));
            link.close();
            assertEquals(-1, read.get(30, TimeUnit.SECONDS));
            link.close();
            assertEquals(-1, link.read(new byte[1]), "and stays ended");
        }
    }

    private static int readQuietly(ReceiverLink link) {
        try {
            return link.read(new byte[10]);
        } catch (IOException e) {
            return e.getMessage().contains("unplugged") ? -2 : -3;
        }
    }

    @Test
    void anUnpluggedLineEndsTheRead() throws Exception {
        PseudoTerminal line = PseudoTerminal.open();
        try (ReceiverLink link = new SerialSource(List.of(line.device()), 115_200).open()) {
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readQuietly(link));
            line.close();
            assertEquals(-2, read.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void theFirstDeviceThatIsThereIsTaken() throws Exception {
        Path missing = folder.resolve("ttyACM0");
        try (PseudoTerminal line = PseudoTerminal.open()) {
            SerialSource source = new SerialSource(List.of(missing, line.device()), 115_200);
            assertEquals("serial:" + line.device(), source.name());
            source.open().close();
        }
        IOException none = assertThrows(IOException.class, () -> new SerialSource(List.of(missing, folder.resolve("ttyUSB0")), 115_200)
                .open());
        assertEquals("there is no " + missing + " or " + folder.resolve("ttyUSB0"), none.getMessage());
    }

    @Test
    void whatIsNoSerialLineIsReportedInOneLine() {
        IOException e = assertThrows(IOException.class, () -> new SerialSource(List.of(Path.of("/dev/null")), 115_200).open());
        assertEquals(1, e.getMessage().lines().count());
        assertTrue(e.getMessage().contains("/dev/null"), e.getMessage());
    }
}

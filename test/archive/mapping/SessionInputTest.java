package depot.archive.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session's frames are known by their numbers, and there are no more of them than fit. */
class SessionInputTest {
    @TempDir
    Path temp;
    private Path lidar;

    @BeforeEach
    void folders() throws IOException {
        lidar = Files.createDirectories(temp.resolve("lidar"));
    }

    private void frames(int count) throws IOException {
        StringBuilder times = new StringBuilder("frame,timestamp\n");
        for (int i = count - 1; i >= 0; i--) { // in any order
            Files.createFile(lidar.resolve(String.format(Locale.ROOT, "%06d.pcd", i)));
            times.append(i).append(',').append(1000 + 0.1 * i).append('\n');
        }
        Files.writeString(lidar.resolve("timestamps.csv"), times);
    }

    private SessionInput read(int most) throws IOException {
        return SessionInput.read(temp, new JobLimits(1000, most));
    }

    @Test
    void eachHasItsTime() throws Exception {
        frames(50);
        Files.createFile(lidar.resolve("7.pcd")); // as older recorders named them
        Files.createFile(lidar.resolve("000060.pcd"));
        Files.createFile(lidar.resolve("last.pcd"));
        SessionInput input = read(1000);
        assertEquals(52, input.frames());
        assertEquals(1, input.otherNames());
        assertEquals(1, input.stride());
        for (int i = 0; i < input.frames(); i++) {
            assertTrue(Files.exists(input.frame(i)), input.frame(i).toString());
            String name = input.frame(i).getFileName().toString();
            int number = Integer.parseInt(name.substring(0, name.length() - 4));
            assertEquals(number == 60 ? Double.NaN : 1000 + 0.1 * number, input.time(i), 1e-6, name);
        }
    }

    @Test
    void moreThanFitAreThinnedEvenly() throws Exception {
        frames(250);
        SessionInput input = read(100);
        assertEquals(3, input.stride());
        assertEquals(84, input.frames());
        assertEquals(166, input.leftFrames());
        for (int i = 0; i < input.frames(); i++) {
            assertEquals(1000 + 0.3 * i, input.time(i), 1e-6);
        }
    }

    /** A scan is read in pieces, and half a line at the end of one is half of the next. */
    @Test
    void aLargeScanIsReadInPieces() throws Exception {
        StringBuilder text = new StringBuilder("VERSION 0.7\nFIELDS intensity y x z\nDATA ascii\n");
        int points = 40_000;
        for (int i = 0; i < points; i++) {
            text.append(String.format(Locale.ROOT, "9 %d.5 %d.25 -0.125%n", i % 1000, i));
        }
        Path file = Files.writeString(temp.resolve("0.pcd"), text.toString().stripTrailing());
        PcdFile pcd = new PcdFile();
        pcd.read(file);
        assertEquals(points, pcd.count());
        for (int i = 0; i < points; i++) {
            assertEquals(i + 0.25f, pcd.x(i));
            assertEquals(i % 1000 + 0.5f, pcd.y(i));
            assertEquals(-0.125f, pcd.z(i));
        }
        Files.writeString(file, "VERSION 0.7\nFIELDS x y z\nDATA ascii\n" + " ".repeat(100_000));
        assertThrows(IOException.class, () -> pcd.read(file), "a line that never ends");
        Files.writeString(file, "VERSION 0.7\nFIELDS x y z\nDATA asc");
        assertThrows(IOException.class, () -> pcd.read(file), "a head that is cut");
    }
}

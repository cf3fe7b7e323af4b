package depot.archive.sessions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.common.http.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFilesTest {
    @TempDir
    Path folder;

    private long left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static ExportFiles.Making bytes(int count) {
        return to -> {
            byte[] content = new byte[count];
            Arrays.fill(content, (byte) 7);
            Files.write(to, content);
            return count;
        };
    }

    @Test
    void whatIsMadeHasNoNameAndIsReadAllTheSame() throws Exception {
        Files.writeString(folder.resolve("export1track.csv"), "a killed process left it");
        ExportFiles files = new ExportFiles(folder, 2, 1000);
        assertEquals(0, left());
        try (ExportFiles.Export made = files.make(bytes(5))) {
            assertEquals(0, left(), "a kill now leaves nothing behind");
            byte[] piece = new byte[9];
            assertEquals(5, made.read(piece));
            assertArrayEquals(new byte[] {7, 7, 7, 7, 7, 0, 0, 0, 0}, piece);
            assertEquals(-1, made.read(piece));
        }
    }

    @Test
    void clientsThatDoNotReadKeepOnlySoManyFilesAndBytes() throws Exception {
        ExportFiles files = new ExportFiles(folder, 2, 1000);
        ExportFiles.Export first = files.make(bytes(600));
        assertEquals(503, assertThrows(Refused.class, () -> files.make(bytes(500))).status());
        ExportFiles.Export second = files.make(bytes(400));
        assertEquals(503, assertThrows(Refused.class, () -> files.make(bytes(1))).status());
        first.close();
        first.close();
        files.make(bytes(600)).close();
        second.close();
        files.make(bytes(5000)).close(); // larger than all together may be, and alone
        assertEquals(0, left());
    }

    @Test
    void whatCannotBeMadeIsNotCounted() throws Exception {
        ExportFiles files = new ExportFiles(folder, 1, 1000);
        for (int i = 0; i < 3; i++) {
            assertThrows(IOException.class, () -> files.make(to -> {
                throw new IOException("the disk is broken");
            }));
        }
        files.make(bytes(1)).close();
        assertEquals(0, left());
    }
}

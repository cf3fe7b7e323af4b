package depot.common.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void isReplacedWholeAndLeavesNothingBeside() throws Exception {
        Files.write(folder.resolve("kept.json.next"), new byte[100]); // of a process that was killed over it
        DurableFile file = new DurableFile(folder.resolve("kept.json"));
        file.write(new byte[] {1, 2, 3});
        file.write(new byte[] {4});
        assertArrayEquals(new byte[] {4}, Files.readAllBytes(folder.resolve("kept.json")));
        assertEquals(List.of("kept.json"), names());
    }

    @Test
    void theOldContentStaysWhereTheNewCannotBeWritten() throws Exception {
        DurableFile file = new DurableFile(folder.resolve("kept.json"));
        file.write(new byte[] {1});
        Files.createDirectory(folder.resolve("kept.json.next"));
        assertThrows(IOException.class, () -> file.write(new byte[] {2}));
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(folder.resolve("kept.json")));
    }

    @Test
    void mayBeDeletedMoreThanOnce() throws Exception {
        DurableFile file = new DurableFile(folder.resolve("kept.json"));
        file.write(new byte[] {1});
        file.delete();
        file.delete();
        assertFalse(Files.exists(folder.resolve("kept.json")));
    }
}

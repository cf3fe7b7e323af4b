package depot.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which files this process has open; tests that ask are skipped where the system does not show it. */
public final class OpenFiles {
    private static final Path HANDLES = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /** A file that is there, or those below a folder, each as often as it is open. */
    public static List<Path> within(Path place) throws IOException {
        assumeTrue(Files.isDirectory(HANDLES), "this system does not show open files");
        Path real = place.toRealPath();
        List<Path> open = new ArrayList<>();
        try (Stream<Path> handles = Files.list(HANDLES)) {
            for (Path handle : handles.toList()) {
                try {
                    Path file = Files.readSymbolicLink(handle);
                    if (file.startsWith(real)) {
                        open.add(file);
                    }
                } catch (IOException e) {
                    // it was closed since
                }
            }
        }
        return open;
    }
}

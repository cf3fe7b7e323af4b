package depot.gnss;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real receivers' streams, which are not ours to commit: beside the repository, or where DEPOT_CAPTURES says. */
public final class Captures {
    private Captures() {}

    /** The folder, if it is there. */
    public static Optional<Path> folder() {
        String said = System.getenv("DEPOT_CAPTURES");
        Path folder = said != null && !said.isEmpty()
                ? Path.of(said)
                : Path.of(System.getProperty("depot.root", "."), "..", "shared", "gnss", "captures").normalize();
        return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }

    /** A capture; the test is skipped where there is none. */
    public static byte[] read(String name) {
        Optional<Path> file = folder().map(folder -> folder.resolve(name)).filter(Files::isRegularFile);
        Assumptions.assumeTrue(file.isPresent(), "no capture " + name + ": set DEPOT_CAPTURES to the folder that has it");
        return content(file.get());
    }

    /** All captures that are there, by name; none where there is no folder. */
    public static List<byte[]> all() {
        return folder().stream().flatMap(Captures::files).map(Captures::content).toList();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

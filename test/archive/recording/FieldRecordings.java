package depot.archive.recording;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * Recordings of the field's recorder, with what the vendor's reader finds in them, which are not ours to commit: beside the
 * repository, or where DEPOT_RECORDINGS says.
 */
public final class FieldRecordings {
    private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();

    private FieldRecordings() {}

    public static Optional<Path> folder() {
        String said = System.getenv("DEPOT_RECORDINGS");
        Path folder = said != null && !said.isEmpty()
                ? Path.of(said)
                : Path.of(System.getProperty("depot.root", "."), "..", "shared", "recordings").normalize();
        return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }

    private static Path file(String name, String file) {
        Optional<Path> folder = folder().map(at -> at.resolve(name));
        Assumptions.assumeTrue(folder.isPresent(), "no recordings: set DEPOT_RECORDINGS to the folder that has them");
        return folder.get().resolve(file);
    }

    /** The recording, unpacked. Nobody changes it. The test is skipped where there is none. */
    public static byte[] read(String name) {
        Path plain = file(name, "session.rrd");
        return READ.computeIfAbsent(name, key -> {
            try {
                if (Files.exists(plain)) {
                    return Files.readAllBytes(plain);
                }
                try (InputStream in = new GZIPInputStream(Files.newInputStream(file(name, "session.rrd.gz")), 1 << 16)) {
                    return in.readAllBytes();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What the vendor's reader finds in it. */
    public static Map<String, Object> expected(String name) throws IOException {
        return JSON.std.mapFrom(Files.readString(file(name, "expected.json")));
    }
}

package depot.discovery.link;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** The frames of a rover's daemon as they came off the wire, beside the repository; tests that want them are skipped without. */
final class CapturedFrames {
    private static final Path FILE = Path.of(System.getProperty("depot.root", "."), "..", "shared", "rover-link", "frames.csv");

    private CapturedFrames() {}

    record Captured(double arrivedSeconds, byte[] bytes) {}

    static List<Captured> all() throws IOException {
        assumeTrue(Files.exists(FILE), () -> FILE + " is not here");
        return Files.readAllLines(FILE).stream().skip(1).filter(line -> !line.isBlank()).map(line -> {
            String[] fields = line.split(",");
            return new Captured(Double.parseDouble(fields[0]), HexFormat.of().parseHex(fields[1]));
        }).toList();
    }
}

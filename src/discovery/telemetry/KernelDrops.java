package depot.discovery.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many datagrams the kernel dropped since a UDP port was opened, as they were not read in time: the last column of
 * {@code /proc/net/udp} (proc(5)). Any thread.
 */
final class KernelDrops {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final int LOCAL_ADDRESS = 1;

    private KernelDrops() {}

    /** Empty where the kernel does not count them. */
    static OptionalLong of(int port) {
        String ending = ":%04X".formatted(port);
        long sum = -1;
        for (Path table : TABLES) {
            for (String line : lines(table)) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > LOCAL_ADDRESS && columns[LOCAL_ADDRESS].endsWith(ending)) {
                    sum = Math.max(sum, 0) + number(columns[columns.length - 1]).orElse(0L);
                }
            }
        }
        return sum < 0 ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of(); // another system, or a container that hides it
        }
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}

package depot.gps.record;

import depot.common.threads.Worker;
import depot.common.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses recorded hours that are over, and removes them after so many days. Only files that are named as a recording are touched. On
 * a thread of its own, so that a slow disk holds up no recording.
 */
final class ClosedFiles implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d)Z\\.ubx(\\.gz)?");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH");
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Path folder;
    private final int keepDays;
    private final Time time;
    private final Predicate<Path> isOpen;
    private boolean failureLogged;
    private final Set<Path> failing = new HashSet<>(); // those that were logged
    private Worker worker;

    /**
     * @param keepDays 0 for ever
     * @param isOpen whether it is being written to
     */
    ClosedFiles(Path folder, int keepDays, Time time, Predicate<Path> isOpen) {
        this.folder = folder;
        this.keepDays = keepDays;
        this.time = time;
        this.isOpen = isOpen;
    }

    void start() {
        worker = Worker.start("gps-record-pack", () -> {
            while (true) {
                tidy();
                Thread.sleep(LOOK);
            }
        });
    }

    /** One round; called by its own thread, and by tests that have none. */
    void tidy() {
        try {
            List<Path> files = recordings();
            failing.retainAll(files);
            for (Path file : files) {
                tidyAlone(file);
            }
            failureLogged = false;
        } catch (IOException e) {
            if (!failureLogged) {
                log.warn("recordings in {} cannot be looked through: {}", folder, e.toString());
                failureLogged = true;
            }
        }
    }

    /** What goes wrong with one file holds up no other. */
    private void tidyAlone(Path file) {
        try {
            tidy(file);
            failing.remove(file);
        } catch (IOException | DateTimeException e) { // a name may be of no hour
            if (failing.add(file)) {
                log.warn("{} cannot be compressed or removed: {}", file, e.toString());
            }
        }
    }

    private void tidy(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches() || isOpen.test(file)) {
            return;
        }
        Instant end = LocalDateTime.parse(name.group(1), HOUR).toInstant(ZoneOffset.UTC).plus(Duration.ofHours(1));
        Duration age = Duration.between(end, Instant.ofEpochMilli(time.millis()));
        if (keepDays > 0 && age.compareTo(Duration.ofDays(keepDays)) > 0) {
            Files.deleteIfExists(file);
        } else if (name.group(2) == null && age.isPositive()) {
            compress(file);
        }
    }

    private List<Path> recordings() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Whole or not at all; an hour that was compressed before, as after a step of the clock, is continued. */
    private void compress(Path file) throws IOException {
        Path packed = file.resolveSibling(file.getFileName() + ".gz");
        Path partial = file.resolveSibling(file.getFileName() + ".gz.partial");
        try {
            try (OutputStream out = Files.newOutputStream(partial)) {
                if (Files.exists(packed)) {
                    Files.copy(packed, out); // members of gzip may follow each other
                }
                try (GZIPOutputStream member = new GZIPOutputStream(out, 64 * 1024); InputStream in = Files.newInputStream(file)) {
                    in.transferTo(member);
                }
            }
            Files.move(partial, packed, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.delete(file);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}

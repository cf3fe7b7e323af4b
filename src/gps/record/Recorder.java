package depot.gps.record;

import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.gps.source.StreamListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the receiver's bytes as they come, in a file an hour (UTC), such as {@code 2026-11-24T15Z.ubx}, appended to after a
 * restart; {@link ClosedFiles} handles the finished ones. When the disk's free space falls below the floor recording pauses, and
 * goes on when there is a little more than that again; the log says so only after a write has succeeded. A slow or broken disk
 * costs recorded bytes, never the stream.
 */
public final class Recorder implements StreamListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH'Z.ubx'").withZone(ZoneOffset.UTC);
    private static final int MOST_WAITING = 1024; // reads, of 16 KB at most
    private static final Duration LOOK_AT_DISK = Duration.ofSeconds(10);
    /** A hundredth of the floor more than it has to be free before recording goes on. */
    private static final int MARGIN = 100;
    private static final Duration REST = Duration.ofSeconds(1);

    /** Reads how much space is free. */
    @FunctionalInterface
    public interface FreeSpace {
        long bytes(Path folder) throws IOException;

        FreeSpace OF_THE_DISK = folder -> Files.getFileStore(folder).getUsableSpace();
    }

    private final Path folder;
    private final long floorBytes;
    private final FreeSpace freeSpace;
    private final Time time;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong recorded = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile String problem; // written by the recording thread
    private volatile boolean ending;
    private final ClosedFiles closed;
    private Worker worker;
    private OutputStream out; // the recording thread's
    private volatile String openHour = ""; // written by the recording thread; empty while none is open
    private long lookAgainAt;
    private String blocked; // why not even a write is tried

    /** @param keepDays how long a recording is kept; 0 for ever */
    public Recorder(Path folder, long floorBytes, int keepDays, FreeSpace freeSpace, Time time) {
        closed = new ClosedFiles(folder, keepDays, time, file -> file.getFileName().toString().equals(openHour));
        this.folder = folder;
        this.floorBytes = floorBytes;
        this.freeSpace = freeSpace;
        this.time = time;
        lookAgainAt = time.nanos();
    }

    public void start() {
        worker = Worker.start("gps-record", this::run);
        closed.start();
    }

    @Override
    public void bytes(byte[] buffer, int count) {
        if (!waiting.offer(java.util.Arrays.copyOf(buffer, count))) {
            lost.addAndGet(count);
        }
    }

    /** Why nothing is recorded, for a person. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    public long recordedBytes() {
        return recorded.get();
    }

    /** Bytes that came and were not recorded. */
    public long lostBytes() {
        return lost.get();
    }

    private void run() throws InterruptedException {
        while (!ending || !waiting.isEmpty()) {
            byte[] bytes = waiting.poll(REST.toMillis(), TimeUnit.MILLISECONDS);
            if (bytes != null) {
                record(bytes);
            }
        }
        closeFile();
    }

    /** Called by the recording thread, and by tests that have none. */
    void record(byte[] bytes) {
        try {
            if (time.nanos() - lookAgainAt >= 0) {
                lookAgainAt = time.nanos() + LOOK_AT_DISK.toNanos();
                blocked = look();
                if (blocked != null) {
                    noteProblem(blocked);
                }
            } else if (problem != null) {
                lost.addAndGet(bytes.length); // tried again with the next look
                return;
            }
            if (blocked == null) {
                file().write(bytes);
                recorded.addAndGet(bytes.length);
                noteProblem(null);
                return;
            }
        } catch (IOException e) {
            closeFile();
            noteProblem("it cannot be recorded to " + folder + ": " + e.getMessage());
        }
        lost.addAndGet(bytes.length);
    }

    private String look() throws IOException {
        Files.createDirectories(folder);
        long free = freeSpace.bytes(folder);
        if (free >= floorBytes + (problem == null ? 0 : floorBytes / MARGIN)) {
            return null;
        }
        closeFile();
        return "recording pauses: " + free / 1_000_000 + " MB are free at " + folder + ", and " + floorBytes / 1_000_000
                + " MB are to stay free";
    }

    private OutputStream file() throws IOException {
        String hour = HOUR.format(Instant.ofEpochMilli(time.millis()));
        if (out == null || !hour.equals(openHour)) {
            closeFile();
            openHour = hour; // first, so that no cleaner takes it for a finished one
            out = Files.newOutputStream(folder.resolve(hour), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return out;
    }

    private void closeFile() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            log.debug("a recording could not be closed: {}", e.toString());
        }
        out = null;
        openHour = "";
    }

    private void noteProblem(String now) {
        if (now != null && problem == null) {
            log.warn(now);
        } else if (now == null && problem != null) {
            log.info("recording goes on");
        }
        problem = now;
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        ending = true;
        closed.close();
        if (worker != null) {
            worker.join();
        }
    }
}

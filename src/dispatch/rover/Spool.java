package depot.dispatch.rover;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.dispatch.model.Ids;
import depot.dispatch.model.Report;
import depot.dispatch.model.TaskChange;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.RoverCancelTable;
import depot.dispatch.store.RoverOrders;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rovers said while the database was away, on the disk, so that a restart loses nothing of it. Each process has a file, locked
 * while it lives; the next process that starts in the same folder reads what an ended one left. Thread-safe.
 *
 * <pre>
 *   dispatch-&lt;process&gt;.spool: one JSON object a line, appended and forced
 *   {"outcome":"done","task":…,"rover":…,"link":n,"unnumbered":true|absent,"attempt":n|absent,"laps":n|absent}
 *                                                                          likewise "failed" with "error", "active" with progress
 *   {"delivered":task,"attempt":n}   {"cancelled":task,"rover":…}   {"ended":link}
 * </pre>
 */
public final class Spool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final String PATTERN = "dispatch-*.spool";
    /** A start reads it into memory, where a line takes two or three times as much. */
    private static final long MAX_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    private static final long MOST_READ = 128L << 20; // earlier versions, and larger heaps, let it grow more

    private final Path file; // null without a folder: nothing is kept then
    private final Path folder;
    private long bytes;
    private final Set<Object> written = new HashSet<>(); // confirmations and links that are in the file
    private FileOutputStream out; // opened when there is something to keep; a stream, as an interrupt would close a channel for good

    /** @param folder where it is kept; null for nowhere */
    public Spool(Path folder, UUID process) {
        this.folder = folder;
        file = folder == null ? null : folder.resolve("dispatch-" + process + ".spool");
    }

    /** Adds what of a batch is not in the file. {@code all}: with progress and the ends of links, when this process ends. */
    synchronized void add(ReportBatch batch, boolean all) throws IOException {
        for (ReportBatch.Entry entry : batch.outcomes.values()) {
            addReport(entry);
        }
        for (RoverOrders.Confirmed each : batch.tasks) {
            addOnce(each, json -> {
                json.writeStringField("delivered", each.task().toString());
                json.writeNumberField("attempt", each.attempt());
            });
        }
        for (RoverCancelTable.Cancel each : batch.cancels) {
            addOnce(each, json -> {
                json.writeStringField("cancelled", each.task().toString());
                json.writeStringField("rover", each.rover());
            });
        }
        if (all) {
            for (ReportBatch.Entry entry : batch.progress.values()) {
                addReport(entry);
            }
            for (Long link : batch.ended) {
                addOnce(link, json -> json.writeNumberField("ended", link));
            }
        }
    }

    private void addReport(ReportBatch.Entry entry) throws IOException {
        if (entry.isSpooled()) {
            return;
        }
        TaskChange change = entry.change();
        append(json -> {
            json.writeStringField("outcome", change.to().text());
            json.writeStringField("task", change.id().toString());
            json.writeStringField("rover", change.heldBy());
            json.writeNumberField("link", change.heard().link());
            if (!change.heard().numbered()) {
                json.writeBooleanField("unnumbered", true);
            }
            number(json, "attempt", change.heard().attempt());
            number(json, "progress", change.report().progress());
            number(json, "waypoint", change.report().waypoint());
            number(json, "laps", change.report().lap());
            json.writeStringField("error", change.error());
        });
        entry.spooled();
    }

    private static void number(JsonGenerator json, String name, Integer value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value);
        }
    }

    private void addOnce(Object what, JsonText.Body fields) throws IOException {
        if (!written.contains(what)) {
            append(fields);
            written.add(what);
        }
    }

    private void append(JsonText.Body fields) throws IOException {
        if (file == null) {
            return;
        }
        if (out == null) {
            FileOutputStream opened = new FileOutputStream(file.toFile(), true);
            if (opened.getChannel().tryLock() == null) { // another start is not to read it while this process lives
                opened.close();
                throw new IOException(file + " is locked by another process");
            }
            out = opened;
        }
        if (bytes > MAX_BYTES) {
            throw new IOException(file + " has reached " + MAX_BYTES + " bytes");
        }
        byte[] line = JsonText.write(json -> {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        });
        byte[] whole = Arrays.copyOf(line, line.length + 1);
        whole[line.length] = '\n';
        out.write(whole);
        bytes += whole.length;
    }

    synchronized void force() throws IOException {
        if (out != null) {
            out.getFD().sync();
        }
    }

    /** All of it is stored. */
    synchronized void clear() throws IOException {
        written.clear();
        if (out != null) {
            out.getChannel().truncate(0);
            bytes = 0;
        }
    }

    /** What earlier processes left here, and the files to delete when it is stored. */
    record Left(ReportBatch batch, Set<Path> files) {}

    /** Reads what processes left that have ended. Lines that make no sense, as a cut last one, are skipped. */
    Left left(long nowNanos) {
        ReportBatch batch = new ReportBatch();
        Set<Path> files = new HashSet<>();
        if (folder != null) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, PATTERN)) {
                for (Path each : found) {
                    if (!each.equals(file)) {
                        read(each, batch, files, nowNanos);
                    }
                }
            } catch (IOException e) {
                log.warn("{} cannot be read: what was heard before this start may be lost: {}", folder, e.toString());
            }
        }
        return new Left(batch, files);
    }

    private static void read(Path file, ReportBatch batch, Set<Path> files, long nowNanos) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ,
                StandardOpenOption.WRITE); FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return; // its process lives
            }
            if (channel.size() > MOST_READ) {
                log.warn("{} is too large to be read: what was heard before this start is lost", file);
                return;
            }
            // line by line, and with a mark for each byte that is no text: a cut last line is to cost nothing else
            BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    read(JsonObject.parse(line), batch, nowNanos);
                } catch (BadInput e) {
                    if (!line.isEmpty()) {
                        log.warn("{}: a line is not understood, and passed over: {}", file.getFileName(), e.getMessage());
                    }
                }
            }
            files.add(file);
        } catch (OverlappingFileLockException e) {
            // another service of this very process has it: it lives
        }
    }

    private static void read(JsonObject line, ReportBatch batch, long nowNanos) {
        if (line.has("outcome")) {
            UUID task = id(line, "task");
            String rover = line.text("rover", 128);
            Integer laps = count(line, "laps");
            TaskChange change = switch (TaskStatus.of(line.text("outcome", 16)).orElse(TaskStatus.PENDING)) {
                case DONE -> TaskChange.complete(task, rover, laps);
                case FAILED -> TaskChange.failed(task, rover, line.anyText("error").orElse(""));
                case ACTIVE -> TaskChange.progress(task, rover, new Report(count(line, "progress"), count(line, "waypoint"), laps));
                default -> throw BadInput.malformed("no such outcome");
            };
            ReportBatch.Entry entry = new ReportBatch.Entry(change, heard((long) line.number("link"), line), nowNanos);
            ReportBatch.Key key = new ReportBatch.Key(rover, task);
            if (change.to() == TaskStatus.ACTIVE) {
                batch.putProgress(key, entry);
            } else {
                batch.putOutcome(key, entry);
            }
        } else if (line.has("delivered")) {
            batch.tasks.add(new RoverOrders.Confirmed(id(line, "delivered"), line.integer("attempt", 0, Integer.MAX_VALUE)));
        } else if (line.has("cancelled")) {
            batch.cancels.add(new RoverCancelTable.Cancel(line.text("rover", 128), id(line, "cancelled")));
        } else if (line.has("ended")) {
            batch.ended.add((long) line.number("ended"));
        }
    }

    /** An earlier version wrote the greatest number there is for a link that had none. */
    private static TaskChange.Heard heard(long link, JsonObject line) {
        boolean none = link == Long.MAX_VALUE;
        return new TaskChange.Heard(none ? 0 : link, !none && !line.optionalFlag("unnumbered").orElse(false), count(line, "attempt"));
    }

    private static UUID id(JsonObject line, String name) {
        return Ids.parse(line.text(name, 36)).orElseThrow(() -> BadInput.malformed(name + " is no id"));
    }

    private static Integer count(JsonObject line, String name) {
        return line.has(name) ? Integer.valueOf(line.integer(name, 0, Integer.MAX_VALUE)) : null;
    }

    /** The file goes where nothing of it is left to be stored. */
    @Override
    public synchronized void close() {
        try {
            if (out != null) {
                out.close();
                if (bytes == 0) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            log.warn("{} could not be closed: {}", file, e.toString());
        }
    }
}

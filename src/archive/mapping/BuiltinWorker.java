package depot.archive.mapping;

import depot.common.files.DurableFile;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does jobs as any worker does: takes {@code JOBS_DIR/<id>.json}, leaves {@code splat.ply}, {@code thumbnail.png} and
 * {@code result.json} in the job's output folder, and moves the job to {@code processed/} or {@code failed/}. A kill in the middle
 * leaves the job where it is; it is done again from its beginning, but not a third time. One thread runs it.
 */
public final class BuiltinWorker {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.mapping");
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MAX_JOB_BYTES = 64 * 1024;
    private static final int MOST_BEGINNINGS = 2;
    private static final int MAX_REASON = 500;

    private final Path jobs;
    private final Path work;
    private final BegunJobs begun;
    private final JobLimits limits;
    private final Time time;
    private final Runnable done;
    private volatile Optional<String> current = Optional.empty(); // written by the thread that runs

    /** @param jobs the folder of jobs @param work a folder of its own; what is in it goes @param done is called after each job */
    public BuiltinWorker(Path jobs, Path work, Time time, Runnable done) {
        this(jobs, work, JobLimits.ofThisProcess(), time, done);
    }

    BuiltinWorker(Path jobs, Path work, JobLimits limits, Time time, Runnable done) {
        this.done = done;
        this.jobs = jobs;
        this.work = work;
        this.limits = limits;
        this.time = time;
        begun = new BegunJobs(jobs.resolve("begun"));
    }

    /** The id of the job that is being done. Any thread. */
    public Optional<String> current() {
        return current;
    }

    /** Goes on until it is interrupted. */
    public void run() throws InterruptedException {
        while (true) {
            if (!doOne()) {
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Does the oldest job. False when there is none. */
    public boolean doOne() throws InterruptedException {
        Optional<Path> job = oldest();
        if (job.isEmpty()) {
            return false;
        }
        String name = job.get().getFileName().toString();
        current = Optional.of(name.substring(0, name.length() - ".json".length()));
        try {
            doJob(job.get());
        } finally {
            current = Optional.empty();
        }
        done.run();
        return true;
    }

    private Optional<Path> oldest() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(jobs, "*.json")) {
            all.forEach(files::add);
        } catch (IOException e) {
            return Optional.empty();
        }
        return files.stream().min(Comparator.comparing(BuiltinWorker::modified).thenComparing(Comparator.naturalOrder()));
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private void doJob(Path file) throws InterruptedException {
        String to = "processed";
        String name = file.getFileName().toString();
        Optional<Path> output = Optional.empty();
        boolean begins = false;
        try {
            if (Files.size(file) > MAX_JOB_BYTES) {
                throw BadInput.malformed("it is too large");
            }
            JsonObject job = JsonObject.parse(Files.readAllBytes(file));
            output = Optional.of(Path.of(job.text("output_path", 4096)));
            begins = true;
            if (begun.begin(name) >= MOST_BEGINNINGS) {
                throw new IOException("it was begun twice, and the service ended each time before it did: it may need more memory than"
                        + " there is");
            }
            map(job.text("id", 200), Path.of(job.text("session_path", 4096)), output.get());
        } catch (InterruptedException e) {
            stopped(name, begins);
            throw e;
        } catch (IOException | BadInput | java.nio.file.InvalidPathException e) {
            if (Thread.interrupted()) {
                stopped(name, begins);
                throw new InterruptedException();
            }
            log.warn("job {} failed: {}", name, e.toString());
            to = "failed";
            sayWhy(name, output, e instanceof java.nio.file.FileSystemException || e.getMessage() == null ? e.toString() : e.getMessage());
        }
        try {
            Path folder = Files.createDirectories(jobs.resolve(to));
            Files.move(file, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            begun.end(name);
        } catch (IOException e) {
            log.warn("job {} cannot be moved to {}: {}", name, to, e.toString());
        }
    }

    /** It was stopped in good order: this beginning does not count. */
    private void stopped(String name, boolean begins) {
        try {
            if (begins) {
                begun.undo(name);
            }
        } catch (IOException e) {
            log.debug("job {}: {}", name, e.toString());
        }
    }

    /** Archive shows the reason; without it, it says that the worker gave up. */
    private void sayWhy(String name, Optional<Path> output, String why) {
        if (output.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(output.get());
            new DurableFile(output.get().resolve("result.json")).write(JsonText.write(json -> {
                json.writeStartObject();
                json.writeStringField("job_id", name.substring(0, name.length() - ".json".length()));
                json.writeStringField("status", "failed");
                json.writeStringField("completed_at", Instant.ofEpochMilli(time.millis()).toString());
                json.writeObjectFieldStart("stats");
                json.writeStringField("status", "failed");
                json.writeStringField("error", why.substring(0, Math.min(why.length(), MAX_REASON)));
                json.writeEndObject();
                json.writeEndObject();
            }));
        } catch (IOException e) {
            log.warn("why job {} failed cannot be written: {}", name, e.toString());
        }
    }

    private void map(String id, Path session, Path output) throws IOException, InterruptedException {
        long from = time.nanos();
        Files.createDirectories(output);
        removeAll(work);
        Files.createDirectories(work);
        CloudBuilder.Stats stats;
        try {
            SessionInput input = SessionInput.read(session, limits);
            sayWhatIsThinned(id, input);
            stats = new CloudBuilder(work).build(input, output.resolve("splat.ply"), output.resolve("thumbnail.png"));
        } finally {
            removeAll(work);
        }
        double seconds = (time.nanos() - from) / 1e9;
        log.info("job {}: {} frames, {} points, {} in the map, in {} s", id, stats.frames, stats.inputPoints, stats.outputPoints,
                Math.round(seconds * 10) / 10.0);
        new DurableFile(output.resolve("result.json")).write(result(id, stats, seconds));
    }

    private static void sayWhatIsThinned(String id, SessionInput input) {
        Track track = input.track();
        if (track.isThinned()) {
            log.info("job {} has more poses than fit in memory: those less than {} s apart are left out, and {} more", id, track.step(),
                    track.left());
        }
        if (input.stride() > 1 || input.leftFrames() > 0) {
            log.info("job {} has more frames than fit in memory: one in {} is taken, {} are left out", id, input.stride(),
                    input.leftFrames());
        }
    }

    private byte[] result(String id, CloudBuilder.Stats stats, double seconds) {
        boolean any = stats.outputPoints > 0;
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("job_id", id);
            json.writeStringField("status", any ? "success" : "insufficient_data");
            json.writeStringField("completed_at", Instant.ofEpochMilli(time.millis()).toString());
            json.writeObjectFieldStart("stats");
            json.writeStringField("status", any ? "success" : "insufficient_data");
            json.writeNumberField("input_points", stats.inputPoints);
            json.writeNumberField("input_poses", stats.inputPoses);
            json.writeNumberField("input_images", stats.inputImages);
            json.writeNumberField("frames", stats.frames);
            json.writeNumberField("damaged_frames", stats.damagedFrames);
            json.writeNumberField("frames_without_pose", stats.framesWithoutPose);
            json.writeNumberField("damaged_lines", stats.damagedLines);
            json.writeNumberField("preprocessed_points", stats.voxels);
            json.writeNumberField("output_points", stats.outputPoints);
            json.writeNumberField("output_gaussians", stats.outputPoints);
            json.writeNumberField("single_pass_points", stats.singlePassPoints);
            json.writeNumberField("left_out_points", stats.leftOut);
            json.writeNumberField("coverage_pct", stats.coveragePercent);
            json.writeFieldName("bounds_metres");
            json.writeArray(stats.bounds, 0, stats.bounds.length);
            json.writeFieldName("picture_metres");
            json.writeArray(stats.picture, 0, stats.picture.length);
            json.writeNumberField("duration_secs", seconds);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void removeAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}

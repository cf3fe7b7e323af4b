package depot.archive.maps;

import depot.common.files.DurableFile;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files through which archive and map workers communicate:
 *
 * <pre>
 *  JOBS_DIR/ID.json               a job that waits, or is being done
 *  JOBS_DIR/processed/ID.json     one that is done, JOBS_DIR/failed/ID.json one that is not to be
 *  JOBS_DIR/input/ID/             what it works on
 *  MAPS_DIR/.depot-job-ID/        what it leaves: splat.ply, result.json, thumbnail.png or .jpg; .depot-left of ours names them
 * </pre>
 *
 * A job is written beside the folder that workers watch and moved into it, which they see as a new file. One thread.
 */
final class Jobs {
    static final String SPLAT = "splat.ply";
    static final String POINTCLOUD = "pointcloud.laz";
    static final String MESH = "mesh.glb";
    /** By what is taken first. */
    static final List<String> THUMBNAILS = List.of("thumbnail.jpg", "thumbnail.png");
    private static final List<String> FILES = List.of(SPLAT, POINTCLOUD, MESH, THUMBNAILS.getFirst(), THUMBNAILS.getLast());
    private static final String OUTPUT = ".depot-job-";
    private static final String LEFT = ".depot-left";
    private static final int MAX_RESULT = 1024 * 1024;
    private static final int ITERATIONS = 30_000;
    private static final int RESOLUTION = 1024;

    private final Path jobs;
    private final Path maps;

    /** Where a job is. */
    enum State { WAITING, PROCESSED, FAILED, NOWHERE }

    /** What a worker says of a job. @param status of {@code result.json} @param extent and @param picture as in {@link DepotMap} */
    record Result(String status, Optional<String> error, double coveragePct, List<Double> extent, List<Double> picture,
            int damagedFrames) {}

    /** What a cloud's head says. */
    record Cloud(long vertices, boolean splats) {}

    Jobs(Path jobs, Path maps) throws IOException {
        this.jobs = jobs;
        this.maps = maps;
        Files.createDirectories(jobs.resolve("input"));
    }

    Path input(UUID job) {
        return jobs.resolve("input").resolve(job.toString());
    }

    /** The job itself, before it is handed out. */
    private Path written(UUID job) {
        return jobs.resolve("input").resolve(job + ".json");
    }

    Path output(UUID job) {
        return maps.resolve(OUTPUT + job);
    }

    State state(UUID job) {
        String file = job + ".json";
        // in the order in which a worker moves it: else it is nowhere while it is being moved
        return Files.exists(jobs.resolve(file)) ? State.WAITING
                : Files.exists(jobs.resolve("processed").resolve(file)) ? State.PROCESSED
                : Files.exists(jobs.resolve("failed").resolve(file)) ? State.FAILED : State.NOWHERE;
    }

    /** Hands a job to the workers; its input is complete. */
    void give(UUID job, Path session) throws IOException {
        byte[] bytes = JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", job.toString());
            json.writeStringField("session_path", session.toAbsolutePath().toString());
            json.writeStringField("output_path", output(job).toAbsolutePath().toString());
            json.writeObjectFieldStart("config");
            json.writeNumberField("iterations", ITERATIONS);
            json.writeNumberField("resolution", RESOLUTION);
            json.writeEndObject();
            json.writeEndObject();
        });
        Files.createDirectories(output(job));
        Path own = written(job);
        try (FileChannel channel = FileChannel.open(own, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(java.nio.ByteBuffer.wrap(bytes));
            channel.force(true);
        }
        Files.move(own, jobs.resolve(job + ".json"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(jobs);
    }

    /** @throws IOException when there is none that can be used */
    Result result(UUID job) throws IOException {
        Path file = output(job).resolve("result.json");
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_RESULT) {
            throw new IOException("the worker left no result.json");
        }
        try {
            JsonObject json = JsonObject.parse(Files.readAllBytes(file));
            Optional<JsonObject> stats = json.object("stats");
            return new Result(json.anyText("status").orElse("failed"),
                    stats.flatMap(all -> all.anyText("error").or(() -> all.anyText("message"))),
                    stats.map(all -> all.optionalNumber("coverage_pct").orElse(0)).orElse(0.0),
                    stats.flatMap(all -> all.numbers("bounds_metres", 4)).orElse(List.of()),
                    stats.flatMap(all -> all.numbers("picture_metres", 4)).orElse(List.of()),
                    stats.map(all -> all.optionalInteger("damaged_frames", 0, Integer.MAX_VALUE).orElse(0)).orElse(0));
        } catch (BadInput e) {
            throw new IOException("the worker's result.json cannot be used: " + e.getMessage());
        }
    }

    /** How many points a PLY file says that it has; empty when it is none. */
    static Optional<Cloud> cloud(Path ply) throws IOException {
        if (!Files.isRegularFile(ply)) {
            return Optional.empty();
        }
        try (RandomAccessFile file = new RandomAccessFile(ply.toFile(), "r")) {
            byte[] begin = new byte[(int) Math.min(8192, file.length())];
            file.readFully(begin);
            String head = new String(begin, StandardCharsets.ISO_8859_1);
            int end = head.indexOf("end_header");
            if (!head.startsWith("ply") || end < 0) {
                return Optional.empty();
            }
            long vertices = -1;
            for (String line : head.substring(0, end).split("\n")) {
                if (line.startsWith("element vertex ")) {
                    vertices = Long.parseLong(line.substring(15).strip());
                }
            }
            return vertices < 0 ? Optional.empty() : Optional.of(new Cloud(vertices, head.substring(0, end).contains(" scale_0")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Moves what a worker left into the map's folder, each file in one step. Which files there are is noted before the first goes: after
     * a kill in between, those in the map's folder that are an earlier version's are not taken for this job's.
     *
     * @return the names of the job's own files, all of which are in the map's folder
     */
    List<String> take(UUID job, Path folder) throws IOException {
        List<String> left = left(job);
        for (String name : left) {
            Path made = output(job).resolve(name);
            if (isFile(made)) {
                try (FileChannel channel = FileChannel.open(made, StandardOpenOption.READ)) {
                    channel.force(true);
                }
                Files.move(made, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        force(folder);
        return left.stream().filter(name -> isFile(folder.resolve(name))).toList();
    }

    private List<String> left(UUID job) throws IOException {
        Path note = output(job).resolve(LEFT);
        if (isFile(note)) {
            return Files.readAllLines(note).stream().filter(FILES::contains).toList();
        }
        List<String> left = FILES.stream().filter(name -> isFile(output(job).resolve(name))).toList();
        new DurableFile(note).write(String.join("\n", left).getBytes(StandardCharsets.US_ASCII));
        return left;
    }

    /** No links: what they lead to is not the worker's. */
    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes the files of earlier versions from a map's folder. @param own those of the present one */
    static void removeOthers(Path folder, List<String> own) throws IOException {
        for (String name : FILES) {
            if (!own.contains(name)) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes what a job worked on and left. */
    void clean(UUID job) throws IOException {
        removeAll(input(job));
        Files.deleteIfExists(written(job));
        removeAll(output(job));
    }

    /** Jobs of which there is an input or an output. */
    List<UUID> traces() throws IOException {
        List<UUID> found = new ArrayList<>();
        traces(jobs.resolve("input"), "", found);
        traces(maps, OUTPUT, found);
        return found;
    }

    private static void traces(Path folder, String begin, List<UUID> found) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, begin + "*")) {
            for (Path each : all) {
                String id = each.getFileName().toString().substring(begin.length()).replace(".json", "");
                if (id.length() == 36) {
                    try {
                        found.add(UUID.fromString(id));
                    } catch (IllegalArgumentException e) {
                        continue; // not ours
                    }
                }
            }
        }
    }

    static void removeAll(Path folder) throws IOException {
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

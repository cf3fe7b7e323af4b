package depot.bench;

import depot.archive.mapping.BuiltinWorker;
import depot.archive.recording.PoseJoiner;
import depot.archive.recording.RecordingListener;
import depot.archive.recording.RecordingReader;
import depot.archive.sessions.SessionWatch;
import depot.archive.sessions.Sessions;
import depot.common.time.Time;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * What {@link RecordingBenchmark} and {@link MappingBenchmark} start as a process of its own, with a heap of its own: it does one thing
 * and prints the seconds that it took.
 */
public final class RecordingSpeed {
    private RecordingSpeed() {}

    /** @param arguments what to do, and a file or folder */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        Path path = Path.of(arguments[1]);
        long from = System.nanoTime();
        switch (arguments[0]) {
            case "poses" -> read(path, new Poses());
            case "all" -> read(path, entity -> true);
            case "summary" -> new SessionWatch(path, Time.SYSTEM, new Sessions(), () -> { }).look();
            case "map" -> {
                if (!new BuiltinWorker(path, path.resolve("work"), Time.SYSTEM, () -> { }).doOne()) {
                    throw new IllegalStateException("there is no job");
                }
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println((System.nanoTime() - from) / 1e9);
    }

    private static void read(Path file, RecordingListener listener) throws java.io.IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            RecordingReader.Result result = new RecordingReader(listener).read(channel);
            if (result.damaged() > 0 || result.fault().isPresent()) {
                throw new IllegalStateException(result.toString());
            }
        }
    }

    private static final class Poses implements RecordingListener {
        private double sum;
        private final PoseJoiner joiner = new PoseJoiner((nanos, x, y, heading) -> sum += x);

        @Override
        public boolean wants(String entity) {
            return PoseJoiner.wants(entity);
        }

        @Override
        public void scalar(String entity, long nanos, double value) {
            joiner.scalar(entity, nanos, value);
        }
    }
}

package depot.discovery.tracks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Tracks as a discovery left them that is not running. */
public final class KeptTracks {
    private KeptTracks() {}

    /**
     * @param data its {@code DATA_DIR}
     * @param points Unix milliseconds, latitude, longitude and accuracy of each; a line begins with the first
     */
    public static void add(Path data, String rover, double[]... points) throws IOException {
        TrackStore store = new TrackStore(data.resolve("tracks"), 1_000_000_000);
        store.load();
        store.append(rover, points(points));
    }

    /** As {@link #add}, the same points for so many rovers, {@code rover 0} and on. */
    public static void addAll(Path data, int rovers, double[]... points) throws IOException {
        TrackStore store = new TrackStore(data.resolve("tracks"), 1_000_000_000);
        store.load();
        List<TrackPoint> all = points(points);
        for (int i = 0; i < rovers; i++) {
            store.append("rover " + i, all);
        }
    }

    private static List<TrackPoint> points(double[]... points) {
        return Arrays.stream(points).map(point -> new TrackPoint((long) point[0], point[1], point[2], (float) point[3], point == points[0]))
                .toList();
    }
}

package depot.archive.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a reader shows, as the vendor's does: rows of one entity with the same time are one. */
class Found implements RecordingListener {
    final Map<String, Integer> rows = new TreeMap<>();
    final Map<String, List<double[]>> scalars = new HashMap<>(); // time is not kept in a double: see times
    final Map<String, List<Long>> times = new HashMap<>();
    final Map<String, String> texts = new HashMap<>();
    final Map<String, Scans> scans = new HashMap<>();
    int pictures;
    byte[] firstPicture;
    long calls; // of all kinds: grows with each thing shown
    private final Map<String, Long> last = new HashMap<>();

    static final class Scans {
        int frames;
        long points;
        final double[] sum = new double[3];
        int firstPoints;
        double[] first;
        double[] lastOfFirst;
    }

    @Override
    public boolean wants(String entity) {
        return true;
    }

    @Override
    public void row(String entity, long nanos) {
        calls++;
        rows.putIfAbsent(entity, 0);
        if (nanos != NO_TIME && !Long.valueOf(nanos).equals(last.put(entity, nanos))) {
            rows.merge(entity, 1, Integer::sum);
        }
    }

    @Override
    public void scalar(String entity, long nanos, double value) {
        List<Long> at = times.computeIfAbsent(entity, key -> new ArrayList<>());
        List<double[]> values = scalars.computeIfAbsent(entity, key -> new ArrayList<>());
        if (!at.isEmpty() && at.getLast() == nanos) { // the later one counts
            values.getLast()[0] = value;
            return;
        }
        at.add(nanos);
        values.add(new double[] {value});
    }

    @Override
    public void text(String entity, long nanos, String text, String level) {
        texts.merge(entity, text, (one, other) -> one + "|" + other);
    }

    @Override
    public void points(String entity, long nanos, Points points) {
        Scans seen = scans.computeIfAbsent(entity, key -> new Scans());
        int dimensions = points.is3D() ? 3 : 2;
        for (int i = 0; i < points.count(); i++) {
            seen.sum[0] += points.x(i);
            seen.sum[1] += points.y(i);
            seen.sum[2] += points.z(i);
        }
        if (seen.frames++ == 0) {
            seen.firstPoints = points.count();
            seen.first = point(points, 0, dimensions);
            seen.lastOfFirst = point(points, points.count() - 1, dimensions);
        }
        seen.points += points.count();
    }

    private static double[] point(Points points, int index, int dimensions) {
        double[] all = {points.x(index), points.y(index), points.z(index)};
        return java.util.Arrays.copyOf(all, dimensions);
    }

    @Override
    public void picture(String entity, long nanos, byte[] bytes, int offset, int length) {
        if (pictures++ == 0) {
            firstPicture = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
        }
    }

    double[] values(String entity) {
        return scalars.getOrDefault(entity, List.of()).stream().mapToDouble(value -> value[0]).toArray();
    }
}

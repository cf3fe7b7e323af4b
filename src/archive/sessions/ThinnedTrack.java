package depot.archive.sessions;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Poses of a drive of any length in bounded memory: every first, second, fourth … one. One thread. */
final class ThinnedTrack {
    private static final int MAX_POSES = 2_048;

    private final double[][] poses = new double[MAX_POSES][];
    private int count;
    private int stride = 1;
    private long seen;

    void add(long nanos, double x, double y, double heading) {
        if (seen++ % stride != 0) {
            return;
        }
        if (count == MAX_POSES) {
            for (int i = 0; i < MAX_POSES / 2; i++) {
                poses[i] = poses[2 * i];
            }
            count = MAX_POSES / 2;
            stride *= 2;
            if ((seen - 1) % stride != 0) {
                return;
            }
        }
        poses[count++] = new double[] {Math.round(nanos / 1e6) / 1e3, round(x), round(y), round(heading)};
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    /** {@code [[seconds, x, y, heading], …]}. */
    void write(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < count; i++) {
            json.writeArray(poses[i], 0, poses[i].length);
        }
        json.writeEndArray();
    }
}

package depot.archive.mapping;

import java.util.Arrays;

/** When and from where each frame was taken, by its number. One thread. */
final class Frames {
    private double[] times = new double[256];
    private float[] origins = new float[2 * 256];
    private int count;

    /** @return its number */
    int add(double time, double x, double y) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
            origins = Arrays.copyOf(origins, 4 * count);
        }
        times[count] = time;
        origins[2 * count] = (float) x;
        origins[2 * count + 1] = (float) y;
        return count++;
    }

    int count() {
        return count;
    }

    double time(int frame) {
        return times[frame];
    }

    float x(int frame) {
        return origins[2 * frame];
    }

    float y(int frame) {
        return origins[2 * frame + 1];
    }
}

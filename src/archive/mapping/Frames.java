package depot.archive.mapping;

/** When and from where each frame was taken, by its number. One thread. */
final class Frames {
    static final int FRAME_BYTES = 3 * Float.BYTES;

    private final float[] seconds;
    private final float[] origins;
    private double start;
    private int count;

    /** @param most that there will be */
    Frames(int most) {
        seconds = new float[most];
        origins = new float[2 * most];
    }

    /** @return its number */
    int add(double time, double x, double y) {
        if (count == 0) {
            start = time;
        }
        seconds[count] = (float) (time - start);
        origins[2 * count] = (float) x;
        origins[2 * count + 1] = (float) y;
        return count++;
    }

    int count() {
        return count;
    }

    /** Since the first one was taken; by a day's distance exact to some milliseconds. */
    float seconds(int frame) {
        return seconds[frame];
    }

    float x(int frame) {
        return origins[2 * frame];
    }

    float y(int frame) {
        return origins[2 * frame + 1];
    }
}

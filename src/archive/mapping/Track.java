package depot.archive.mapping;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the rover was, at any time between two poses: the place on the line between them, the turn on the shortest way from one to
 * the other (quaternions, slerp), so that ±π is nothing special. Filled in any order, then sorted; one thread.
 *
 * <p>Memory is bounded: when it is full, poses are thinned to twice the step, again and again up to a second. It grows by pieces, as
 * an array that doubles would need three times the room for a moment.
 */
final class Track {
    /** Poses closer than this to the one before are left out: what lies between is on a line at any rover's speed. */
    private static final double STEP_SECONDS = 0.02;
    private static final double LONGEST_STEP_SECONDS = 1;
    /** Between poses that are further apart than this, the way is not known. */
    private static final double LONGEST_GAP_SECONDS = 2;
    private static final double NEAR_SECONDS = 0.25; // beyond the first and last pose
    private static final int NUMBERS = 7; // x, y and z from the first pose, qx, qy, qz, qw
    static final int POSE_BYTES = Double.BYTES + NUMBERS * Float.BYTES;
    private static final int PIECE_BITS = 12;
    private static final int PIECE = 1 << PIECE_BITS; // poses

    private final int most;
    private final List<double[]> times = new ArrayList<>();
    private final List<float[]> numbers = new ArrayList<>(); // f32: micrometres at a metre from the first pose, 8 mm at 100 km
    private final double[] origin = new double[3];
    private int count;
    private double step = STEP_SECONDS;
    private long left;
    private boolean sorted = true;

    /** @param most poses that it holds */
    Track(int most) {
        this.most = most;
    }

    /** A place and a turn. Used again. */
    static final class Pose {
        double x;
        double y;
        double z;
        // the turn as a matrix, row by row
        final double[] turn = new double[9];
    }

    void add(double time, double x, double y, double z, double qx, double qy, double qz, double qw) {
        double length = Math.sqrt(qx * qx + qy * qy + qz * qz + qw * qw);
        if (!(length > 1e-6) || !Double.isFinite(time + x + y + z + length)) {
            return;
        }
        while (count == most && step < LONGEST_STEP_SECONDS && !isNear(time)) {
            thin();
        }
        if (isNear(time)) {
            return;
        }
        if (count == most) {
            left++;
            return;
        }
        if (count == 0) {
            origin[0] = x;
            origin[1] = y;
            origin[2] = z;
        }
        sorted &= count == 0 || time > time(count - 1);
        if (count == times.size() * PIECE) {
            times.add(new double[PIECE]);
            numbers.add(new float[PIECE * NUMBERS]);
        }
        times.get(count >> PIECE_BITS)[count & PIECE - 1] = time;
        float[] into = numbers.get(count >> PIECE_BITS);
        int at = (count++ & PIECE - 1) * NUMBERS;
        into[at] = (float) (x - origin[0]);
        into[at + 1] = (float) (y - origin[1]);
        into[at + 2] = (float) (z - origin[2]);
        into[at + 3] = (float) (qx / length);
        into[at + 4] = (float) (qy / length);
        into[at + 5] = (float) (qz / length);
        into[at + 6] = (float) (qw / length);
    }

    /** Whether it is too soon after the last pose. Before it is not near: the clock stepped. */
    private boolean isNear(double time) {
        return count > 0 && time >= time(count - 1) && time - time(count - 1) < step;
    }

    private void thin() {
        step *= 2;
        int all = count;
        count = 0;
        for (int i = 0; i < all; i++) {
            if (!isNear(time(i))) {
                copy(i, count++);
            }
        }
    }

    private void copy(int from, int to) {
        times.get(to >> PIECE_BITS)[to & PIECE - 1] = time(from);
        System.arraycopy(numbers.get(from >> PIECE_BITS), (from & PIECE - 1) * NUMBERS, numbers.get(to >> PIECE_BITS),
                (to & PIECE - 1) * NUMBERS, NUMBERS);
    }

    int count() {
        return count;
    }

    /** Seconds by which poses are apart at least. */
    double step() {
        return step;
    }

    /** Whether there were more poses than fit. */
    boolean isThinned() {
        return step > STEP_SECONDS;
    }

    /** Poses that had no room, thinned as they are. */
    long left() {
        return left;
    }

    double x(int index) {
        return origin[0] + number(index, 0);
    }

    double y(int index) {
        return origin[1] + number(index, 1);
    }

    double time(int index) {
        return times.get(index >> PIECE_BITS)[index & PIECE - 1];
    }

    private float number(int index, int which) {
        return numbers.get(index >> PIECE_BITS)[(index & PIECE - 1) * NUMBERS + which];
    }

    /** Call once all are there. Heapsort: it needs no memory. */
    void sort() {
        if (sorted) {
            return;
        }
        for (int i = count / 2 - 1; i >= 0; i--) {
            sink(i, count);
        }
        for (int end = count - 1; end > 0; end--) {
            swap(0, end);
            sink(0, end);
        }
        sorted = true;
    }

    private void sink(int from, int end) {
        int parent = from;
        for (int child = 2 * parent + 1; child < end; child = 2 * parent + 1) {
            if (child + 1 < end && time(child + 1) > time(child)) {
                child++;
            }
            if (time(parent) >= time(child)) {
                return;
            }
            swap(parent, child);
            parent = child;
        }
    }

    private void swap(int one, int other) {
        double time = time(one);
        float[] ofOne = numbers.get(one >> PIECE_BITS);
        float[] ofOther = numbers.get(other >> PIECE_BITS);
        int atOne = (one & PIECE - 1) * NUMBERS;
        int atOther = (other & PIECE - 1) * NUMBERS;
        times.get(one >> PIECE_BITS)[one & PIECE - 1] = time(other);
        times.get(other >> PIECE_BITS)[other & PIECE - 1] = time;
        for (int i = 0; i < NUMBERS; i++) {
            float number = ofOne[atOne + i];
            ofOne[atOne + i] = ofOther[atOther + i];
            ofOther[atOther + i] = number;
        }
    }

    /** Whether it is known where the rover was at a time. @param into is filled in */
    boolean at(double time, Pose into) {
        if (count == 0) {
            return false;
        }
        int low = 0;
        int high = count - 1;
        while (low < high) { // the last one that is not after it
            int middle = low + high + 1 >>> 1;
            if (time(middle) <= time) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        double before = time(low);
        if (before > time || low == count - 1) {
            return Math.abs(before - time) <= NEAR_SECONDS && set(into, low, low, 0);
        }
        double gap = time(low + 1) - before;
        if (gap > LONGEST_GAP_SECONDS && Math.hypot(x(low + 1) - x(low), y(low + 1) - y(low)) > 0.01) {
            return false;
        }
        return set(into, low, low + 1, gap <= 0 ? 0 : (time - before) / gap);
    }

    private boolean set(Pose into, int from, int to, double share) {
        into.x = origin[0] + between(from, to, share, 0);
        into.y = origin[1] + between(from, to, share, 1);
        into.z = origin[2] + between(from, to, share, 2);
        double cos = 0;
        for (int i = 3; i < NUMBERS; i++) {
            cos += (double) number(from, i) * number(to, i);
        }
        double sign = cos < 0 ? -1 : 1; // q and -q are the same turn: the nearer one
        double angle = Math.acos(Math.min(1, Math.abs(cos)));
        double sin = Math.sin(angle);
        double ofFrom = sin < 1e-9 ? 1 - share : Math.sin((1 - share) * angle) / sin;
        double ofTo = sign * (sin < 1e-9 ? share : Math.sin(share * angle) / sin);
        double x = ofFrom * number(from, 3) + ofTo * number(to, 3);
        double y = ofFrom * number(from, 4) + ofTo * number(to, 4);
        double z = ofFrom * number(from, 5) + ofTo * number(to, 5);
        double w = ofFrom * number(from, 6) + ofTo * number(to, 6);
        double[] turn = into.turn;
        turn[0] = 1 - 2 * (y * y + z * z);
        turn[1] = 2 * (x * y - z * w);
        turn[2] = 2 * (x * z + y * w);
        turn[3] = 2 * (x * y + z * w);
        turn[4] = 1 - 2 * (x * x + z * z);
        turn[5] = 2 * (y * z - x * w);
        turn[6] = 2 * (x * z - y * w);
        turn[7] = 2 * (y * z + x * w);
        turn[8] = 1 - 2 * (x * x + y * y);
        return true;
    }

    private double between(int from, int to, double share, int which) {
        double start = number(from, which);
        return start + share * (number(to, which) - start);
    }
}

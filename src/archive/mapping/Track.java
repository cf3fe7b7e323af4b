package depot.archive.mapping;

import java.util.Arrays;

/**
 * Where the rover was, at any time between two poses: the place on the line between them, the turn on the shortest way from one to
 * the other (quaternions, slerp), so that ±π is nothing special. Filled in any order, then sorted; one thread.
 */
final class Track {
    /** Poses closer than this to the one before are left out: what lies between is on a line at any rover's speed. */
    private static final double STEP_SECONDS = 0.02;
    /** Of poses apart by more nothing is known in between. */
    private static final double LONGEST_GAP_SECONDS = 2;
    private static final double NEAR_SECONDS = 0.25; // beyond the first and last pose
    private static final int NUMBERS = 8; // time, x, y, z, qx, qy, qz, qw
    private static final int MAX_POSES = 4_000_000;

    private double[] all = new double[NUMBERS * 1024];
    private int count;
    private boolean sorted = true;

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
        if (!(length > 1e-6) || !Double.isFinite(time + x + y + z + length) || count == MAX_POSES) {
            return;
        }
        double last = count == 0 ? Double.NEGATIVE_INFINITY : all[(count - 1) * NUMBERS];
        if (time >= last && time - last < STEP_SECONDS) {
            return;
        }
        sorted &= time > last;
        if ((count + 1) * NUMBERS > all.length) {
            all = Arrays.copyOf(all, all.length * 2);
        }
        double[] values = {time, x, y, z, qx / length, qy / length, qz / length, qw / length};
        System.arraycopy(values, 0, all, count++ * NUMBERS, NUMBERS);
    }

    int count() {
        return count;
    }

    double x(int index) {
        return all[index * NUMBERS + 1];
    }

    double y(int index) {
        return all[index * NUMBERS + 2];
    }

    double time(int index) {
        return all[index * NUMBERS];
    }

    /** Call once all are there. */
    void sort() {
        if (sorted) {
            return;
        }
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (one, other) -> Double.compare(all[one * NUMBERS], all[other * NUMBERS]));
        double[] next = new double[count * NUMBERS];
        for (int i = 0; i < count; i++) {
            System.arraycopy(all, order[i] * NUMBERS, next, i * NUMBERS, NUMBERS);
        }
        all = next;
        sorted = true;
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
            if (all[middle * NUMBERS] <= time) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        int before = low * NUMBERS;
        if (all[before] > time || low == count - 1) {
            return Math.abs(all[before] - time) <= NEAR_SECONDS && set(into, before, before, 0);
        }
        int after = before + NUMBERS;
        double gap = all[after] - all[before];
        if (gap > LONGEST_GAP_SECONDS && Math.hypot(all[after + 1] - all[before + 1], all[after + 2] - all[before + 2]) > 0.01) {
            return false;
        }
        return set(into, before, after, gap <= 0 ? 0 : (time - all[before]) / gap);
    }

    private boolean set(Pose into, int from, int to, double share) {
        into.x = all[from + 1] + share * (all[to + 1] - all[from + 1]);
        into.y = all[from + 2] + share * (all[to + 2] - all[from + 2]);
        into.z = all[from + 3] + share * (all[to + 3] - all[from + 3]);
        double cos = 0;
        for (int i = 4; i < NUMBERS; i++) {
            cos += all[from + i] * all[to + i];
        }
        double sign = cos < 0 ? -1 : 1; // q and -q are the same turn: the nearer one
        double angle = Math.acos(Math.min(1, Math.abs(cos)));
        double sin = Math.sin(angle);
        double ofFrom = sin < 1e-9 ? 1 - share : Math.sin((1 - share) * angle) / sin;
        double ofTo = sign * (sin < 1e-9 ? share : Math.sin(share * angle) / sin);
        double x = ofFrom * all[from + 4] + ofTo * all[to + 4];
        double y = ofFrom * all[from + 5] + ofTo * all[to + 5];
        double z = ofFrom * all[from + 6] + ofTo * all[to + 6];
        double w = ofFrom * all[from + 7] + ofTo * all[to + 7];
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
}

package depot.archive.mapping;

import java.util.Arrays;

/** Points of one square gathered in cubes: the middle of each cube's points, and whether more than one pass saw it. One thread. */
final class VoxelGrid {
    /** In one square: they take a quarter of the heap while the table grows. Ground and walls of a square have some 200,000. */
    static final int MAX_VOXELS = Math.clamp(Runtime.getRuntime().maxMemory() / 4 / 180, 100_000, 3_000_000);

    private final double side;
    private final float passSeconds;
    private long[] keys = new long[1 << 14];
    private float[] sums = new float[3 << 14]; // from the cube's own corner
    private int[] counts = new int[1 << 14];
    private float[] first = new float[1 << 14];
    private boolean[] again = new boolean[1 << 14];
    private int size;
    private long left;

    /** Is shown a voxel. */
    interface Visitor {
        /** @param again whether more than one pass saw it */
        void voxel(float x, float y, float z, boolean again) throws java.io.IOException;
    }

    /** @param side of a cube, in metres @param passSeconds after which a sight is another pass's */
    VoxelGrid(double side, double passSeconds) {
        this.side = side;
        this.passSeconds = (float) passSeconds;
    }

    void add(float x, float y, float z, float seconds) {
        long cx = (long) Math.floor(x / side);
        long cy = (long) Math.floor(y / side);
        long cz = (long) Math.floor(z / side);
        long key = (cx & 0x1FFFFF) << 42 | (cy & 0x1FFFFF) << 21 | cz & 0x1FFFFF;
        int slot = slot(key);
        if (counts[slot] == 0) {
            if (size == MAX_VOXELS) {
                left++;
                return;
            }
            if (2 * ++size > keys.length) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
            first[slot] = seconds;
        }
        counts[slot]++;
        again[slot] |= Math.abs(seconds - first[slot]) > passSeconds;
        sums[3 * slot] += (float) (x - cx * side);
        sums[3 * slot + 1] += (float) (y - cy * side);
        sums[3 * slot + 2] += (float) (z - cz * side);
    }

    private int slot(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 40) & keys.length - 1;
        while (counts[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        float[] oldSums = sums;
        int[] oldCounts = counts;
        float[] oldFirst = first;
        boolean[] oldAgain = again;
        int length = 2 * oldKeys.length;
        keys = new long[length];
        sums = new float[3 * length];
        counts = new int[length];
        first = new float[length];
        again = new boolean[length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldCounts[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
                first[slot] = oldFirst[i];
                again[slot] = oldAgain[i];
                System.arraycopy(oldSums, 3 * i, sums, 3 * slot, 3);
            }
        }
    }

    /** In an order that is the same each time. */
    void each(Visitor visitor) throws java.io.IOException {
        for (int i = 0; i < keys.length; i++) {
            if (counts[i] != 0) {
                visitor.voxel(middle(i, 0, keys[i] >> 42), middle(i, 1, keys[i] << 22 >> 43), middle(i, 2, keys[i] << 43 >> 43), again[i]);
            }
        }
    }

    private float middle(int slot, int axis, long cell) {
        long signed = cell << 43 >> 43; // 21 bits
        return (float) (signed * side + sums[3 * slot + axis] / counts[slot]);
    }

    int size() {
        return size;
    }

    /** Points that had no room. */
    long left() {
        return left;
    }

    void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        Arrays.fill(again, false);
        size = 0;
    }
}

package depot.archive.mapping;

/** Finds the nearest of some points (x, y, z one after the other). One thread. */
final class KdTree {
    private static final int LEAF = 12;

    private final float[] points;
    private final int[] order;
    private final byte[] axes; // along which a part is split, by its middle
    private final float[] nearest; // squares of distances, a heap with the largest first
    private int found;

    /** @param count of points @param neighbours that are looked for at most */
    KdTree(float[] points, int count, int neighbours) {
        this.points = points;
        order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        nearest = new float[neighbours];
        axes = new byte[count];
        build(0, count);
    }

    private void build(int from, int end) {
        if (end - from <= LEAF) {
            return;
        }
        int axis = widest(from, end);
        int middle = from + end >>> 1;
        select(from, end - 1, middle, axis);
        axes[middle] = (byte) axis;
        build(from, middle);
        build(middle + 1, end);
    }

    private int widest(int from, int end) {
        int best = 0;
        float width = -1;
        for (int axis = 0; axis < 3; axis++) {
            float min = Float.MAX_VALUE;
            float max = -Float.MAX_VALUE;
            for (int i = from; i < end; i++) {
                float value = points[3 * order[i] + axis];
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
            if (max - min > width) {
                width = max - min;
                best = axis;
            }
        }
        return best;
    }

    /** Puts the one that belongs there into the middle, smaller ones before it (Hoare). */
    private void select(int low, int high, int wanted, int axis) {
        int from = low;
        int to = high;
        while (from < to) {
            float pivot = points[3 * order[from + to >>> 1] + axis];
            int i = from;
            int j = to;
            while (i <= j) {
                while (points[3 * order[i] + axis] < pivot) {
                    i++;
                }
                while (points[3 * order[j] + axis] > pivot) {
                    j--;
                }
                if (i <= j) {
                    int swap = order[i];
                    order[i++] = order[j];
                    order[j--] = swap;
                }
            }
            if (wanted <= j) {
                to = j;
            } else if (wanted >= i) {
                from = i;
            } else {
                return;
            }
        }
    }

    /** Mean distance to the nearest ones, the point itself aside; NaN where there are none. @param self the point's index */
    double meanDistance(int self) {
        found = 0;
        search(0, order.length, self);
        double sum = 0;
        for (int i = 0; i < found; i++) {
            sum += Math.sqrt(nearest[i]);
        }
        return found == 0 ? Double.NaN : sum / found;
    }

    private void search(int from, int end, int self) {
        if (end - from <= LEAF) {
            for (int i = from; i < end; i++) {
                offer(order[i], self);
            }
            return;
        }
        int middle = from + end >>> 1;
        int axis = axes[middle];
        float split = points[3 * order[middle] + axis];
        float distance = points[3 * self + axis] - split;
        offer(order[middle], self);
        boolean left = distance < 0;
        search(left ? from : middle + 1, left ? middle : end, self);
        if (found < nearest.length || distance * distance < nearest[0]) {
            search(left ? middle + 1 : from, left ? end : middle, self);
        }
    }

    private void offer(int index, int self) {
        if (index == self) {
            return;
        }
        float dx = points[3 * index] - points[3 * self];
        float dy = points[3 * index + 1] - points[3 * self + 1];
        float dz = points[3 * index + 2] - points[3 * self + 2];
        float square = dx * dx + dy * dy + dz * dz;
        if (found < nearest.length) {
            int at = found++;
            while (at > 0 && nearest[at - 1 >> 1] < square) {
                nearest[at] = nearest[at - 1 >> 1];
                at = at - 1 >> 1;
            }
            nearest[at] = square;
        } else if (square < nearest[0]) {
            int at = 0;
            while (2 * at + 1 < found) {
                int child = 2 * at + 1;
                if (child + 1 < found && nearest[child + 1] > nearest[child]) {
                    child++;
                }
                if (nearest[child] <= square) {
                    break;
                }
                nearest[at] = nearest[child];
                at = child;
            }
            nearest[at] = square;
        }
    }
}

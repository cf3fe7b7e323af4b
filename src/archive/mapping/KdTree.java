package depot.archive.mapping;

/**
 * Finds the nearest of some points (x, y, z one after the other). It keeps a copy in its own order, in which those near each other
 * stand together, and is asked in that order; else most of the time would go into waiting for memory. One thread.
 */
final class KdTree {
    private static final int LEAF = 12;

    private final float[] points; // in the tree's order
    private final int[] order; // of the points that were given, by their place in the tree
    private final byte[] axes; // along which a part is split, by its middle
    private final float[] nearest; // squares of distances, a heap with the largest first
    private int found;

    /** @param count of points @param neighbours that are looked for at most */
    KdTree(float[] given, int count, int neighbours) {
        order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        nearest = new float[neighbours];
        axes = new byte[count];
        build(given, 0, count);
        points = new float[3 * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(given, 3 * order[i], points, 3 * i, 3);
        }
    }

    private void build(float[] given, int from, int end) {
        if (end - from <= LEAF) {
            return;
        }
        int axis = widest(given, from, end);
        int middle = from + end >>> 1;
        select(given, from, end - 1, middle, axis);
        axes[middle] = (byte) axis;
        build(given, from, middle);
        build(given, middle + 1, end);
    }

    private int widest(float[] given, int from, int end) {
        int best = 0;
        float width = -1;
        for (int axis = 0; axis < 3; axis++) {
            float min = Float.MAX_VALUE;
            float max = -Float.MAX_VALUE;
            for (int i = from; i < end; i++) {
                float value = given[3 * order[i] + axis];
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
    private void select(float[] given, int low, int high, int wanted, int axis) {
        int from = low;
        int to = high;
        while (from < to) {
            float pivot = given[3 * order[from + to >>> 1] + axis];
            int i = from;
            int j = to;
            while (i <= j) {
                while (given[3 * order[i] + axis] < pivot) {
                    i++;
                }
                while (given[3 * order[j] + axis] > pivot) {
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

    /**
     * Mean distance of the first points to their nearest ones, themselves aside; NaN where there are none.
     *
     * @param own how many of the points that were given are asked for, from the first on
     */
    float[] meanDistances(int own) {
        float[] means = new float[own];
        for (int place = 0; place < order.length; place++) {
            if (order[place] < own) {
                means[order[place]] = meanDistance(place);
            }
        }
        return means;
    }

    private float meanDistance(int self) {
        found = 0;
        search(0, order.length, self);
        double sum = 0;
        for (int i = 0; i < found; i++) {
            sum += Math.sqrt(nearest[i]);
        }
        return found == 0 ? Float.NaN : (float) (sum / found);
    }

    private void search(int from, int end, int self) {
        if (end - from <= LEAF) {
            for (int i = from; i < end; i++) {
                offer(i, self);
            }
            return;
        }
        int middle = from + end >>> 1;
        int axis = axes[middle];
        float split = points[3 * middle + axis];
        float distance = points[3 * self + axis] - split;
        offer(middle, self);
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

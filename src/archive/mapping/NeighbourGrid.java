package depot.archive.mapping;

import java.util.Arrays;

/**
 * How far each of some points is from those nearest to it. The points are sorted into cubes that hold some of them each. The points of a
 * cube and of those around it are copied once, for all points in the cube, into one array that is scanned without branches. Where the
 * nearest could be further away, more cubes are searched, so that the result is exact. One thread.
 */
final class NeighbourGrid {
    /** Points of a cube that has any, on average: those around it then mostly have the nearest twenty. */
    private static final double PER_CUBE = 7;
    private static final int ROUNDS = 3; // of finding that side
    private static final int OTHERS = 8; // points of a cube that say how far the next one's nearest can be
    private static final double LEAST_SIDE = 0.01;
    private static final int CUBES_A_POINT = 8; // at most: there is an index of all cubes, of which most are empty
    private static final double MOST_HEIGHT = 64; // what is higher or lower lies in the outermost cubes, which have no end

    private final int count;
    private final int neighbours;
    private double side;
    private final double minX;
    private final double minY;
    private final double minZ;
    private final double sizeX;
    private final double sizeY;
    private final double sizeZ;
    private int width;
    private int depth;
    private int height;
    private int[] starts; // of each cube's points in the sorted ones; one more at the end
    private final int[] order; // of the points that were given, by their place among the sorted ones
    private final float[] sortedX;
    private final float[] sortedY;
    private final float[] sortedZ;

    // the points of the cubes that are searched; reused
    private float[] nearX = new float[1024];
    private float[] nearY = new float[1024];
    private float[] nearZ = new float[1024];
    private float[] squares = new float[1024];
    private int near;
    private int own; // where in them the cube's own points begin
    private float[] reaches = new float[64]; // for each of the cube's points that are done: the distance of the last of its nearest
    private final float[] nearest; // squares of distances, a heap with the largest first
    private int found;

    /** @param points x, y, z one after the other @param neighbours that are looked for at most */
    NeighbourGrid(float[] points, int count, int neighbours) {
        this.count = count;
        this.neighbours = neighbours;
        nearest = new float[neighbours];
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        double sum = 0;
        for (int i = 0; i < 3 * count; i++) {
            low[i % 3] = Math.min(low[i % 3], points[i]);
            high[i % 3] = Math.max(high[i % 3], points[i]);
            sum += i % 3 == 2 ? points[i] : 0;
        }
        if (high[2] - low[2] > MOST_HEIGHT) {
            low[2] = Math.clamp(sum / count - MOST_HEIGHT / 2, low[2], high[2] - MOST_HEIGHT);
            high[2] = low[2] + MOST_HEIGHT;
        }
        minX = low[0];
        minY = low[1];
        minZ = low[2];
        sizeX = Math.max(0, high[0] - low[0]);
        sizeY = Math.max(0, high[1] - low[1]);
        sizeZ = Math.max(0, high[2] - low[2]);
        int[] cubes = chooseSide(points);
        order = new int[count];
        sortedX = new float[count];
        sortedY = new float[count];
        sortedZ = new float[count];
        sort(points, cubes);
    }

    /** @return the cube of each point */
    private int[] chooseSide(float[] points) {
        int[] cubes = new int[count];
        divide(Math.max(LEAST_SIDE, Math.cbrt(sizeX * sizeY * Math.max(sizeZ, 0.1) * PER_CUBE / Math.max(1, count))));
        for (int round = 0; ; round++) {
            int taken = 0;
            starts = new int[width * depth * height + 1];
            for (int i = 0; i < count; i++) {
                cubes[i] = cube(points[3 * i], points[3 * i + 1], points[3 * i + 2]);
                taken += starts[cubes[i] + 1]++ == 0 ? 1 : 0;
            }
            double each = (double) count / Math.max(1, taken);
            if (round == ROUNDS || each > 0.7 * PER_CUBE && each < 1.4 * PER_CUBE) {
                return cubes;
            }
            double before = side;
            divide(Math.clamp(side * Math.pow(PER_CUBE / each, 0.4), side / 4, side * 4)); // something between ground and room
            if (side == before) {
                return cubes;
            }
        }
    }

    /** Sets the side, or the smallest that the index has room for. */
    private void divide(double wanted) {
        side = Math.max(LEAST_SIDE, wanted);
        while (true) {
            double all = (Math.floor(sizeX / side) + 1) * (Math.floor(sizeY / side) + 1) * (Math.floor(sizeZ / side) + 1);
            if (all <= (double) CUBES_A_POINT * count + 4096) {
                break;
            }
            side *= 1.2;
        }
        width = (int) (sizeX / side) + 1;
        depth = (int) (sizeY / side) + 1;
        height = (int) (sizeZ / side) + 1;
    }

    private int cube(float x, float y, float z) {
        int column = Math.clamp((int) ((x - minX) / side), 0, width - 1);
        int row = Math.clamp((int) ((y - minY) / side), 0, depth - 1);
        int level = Math.clamp((int) ((z - minZ) / side), 0, height - 1);
        return (column * depth + row) * height + level;
    }

    private void sort(float[] points, int[] cubes) {
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int[] next = Arrays.copyOf(starts, starts.length);
        for (int i = 0; i < count; i++) {
            int at = next[cubes[i]]++;
            order[at] = i;
            sortedX[at] = points[3 * i];
            sortedY[at] = points[3 * i + 1];
            sortedZ[at] = points[3 * i + 2];
        }
    }

    /**
     * Mean distance of the first points to their nearest ones, themselves aside; NaN where there are none.
     *
     * @param asked how many of the points that were given, from the first on
     */
    float[] meanDistances(int asked) {
        float[] means = new float[asked];
        for (int cube = 0; cube < starts.length - 1; cube++) {
            int reach = 0; // around the cube, of what is gathered
            reaches = starts[cube + 1] - starts[cube] > reaches.length ? new float[2 * (starts[cube + 1] - starts[cube])] : reaches;
            for (int at = starts[cube]; at < starts[cube + 1]; at++) {
                reaches[at - starts[cube]] = Float.MAX_VALUE;
                if (order[at] < asked) {
                    if (reach != 1) {
                        gather(cube, 1);
                        reach = 1;
                    }
                    while (!look(cube, reach, at)) {
                        reach *= 2;
                        gather(cube, reach);
                    }
                    means[order[at]] = mean();
                    reaches[at - starts[cube]] = found < neighbours ? Float.MAX_VALUE : (float) Math.sqrt(nearest[0]);
                }
            }
        }
        return means;
    }

    /** Copies the points of a cube and of those around it. */
    private void gather(int cube, int reach) {
        int level = cube % height;
        int row = cube / height % depth;
        int column = cube / height / depth;
        near = 0;
        for (int x = Math.max(0, column - reach); x <= Math.min(width - 1, column + reach); x++) {
            for (int y = Math.max(0, row - reach); y <= Math.min(depth - 1, row + reach); y++) {
                int line = (x * depth + y) * height;
                int from = starts[line + Math.max(0, level - reach)];
                int length = starts[line + Math.min(height - 1, level + reach) + 1] - from;
                if (near + length > nearX.length) {
                    makeRoom(near + length);
                }
                if (x == column && y == row) {
                    own = near + starts[cube] - from;
                }
                System.arraycopy(sortedX, from, nearX, near, length);
                System.arraycopy(sortedY, from, nearY, near, length);
                System.arraycopy(sortedZ, from, nearZ, near, length);
                near += length;
            }
        }
    }

    private void makeRoom(int least) {
        int length = Math.max(least, 2 * nearX.length);
        nearX = Arrays.copyOf(nearX, length);
        nearY = Arrays.copyOf(nearY, length);
        nearZ = Arrays.copyOf(nearZ, length);
        squares = new float[length];
    }

    /** Finds the nearest among what was gathered. False where one that was not may be nearer. @param at the point's place */
    private boolean look(int cube, int reach, int at) {
        measure(sortedX[at], sortedY[at], sortedZ[at]);
        squares[own + at - starts[cube]] = Float.MAX_VALUE; // itself
        found = 0;
        float most = most(cube, at);
        for (int i = 0; i < near; i++) {
            if (squares[i] < most) {
                offer(squares[i]);
                most = found < neighbours ? most : nearest[0];
            }
        }
        double sure = sure(cube, reach, at);
        return found == neighbours ? nearest[0] <= sure * sure : sure == Double.MAX_VALUE;
    }

    /**
     * What is no nearer is none of the nearest: so many are around one of the cube's points before it. A little more, as
     * numbers are rounded.
     */
    private float most(int cube, int at) {
        double least = Float.MAX_VALUE;
        for (int other = Math.max(starts[cube], at - OTHERS); other < at; other++) {
            float dx = sortedX[at] - sortedX[other];
            float dy = sortedY[at] - sortedY[other];
            float dz = sortedZ[at] - sortedZ[other];
            least = Math.min(least, reaches[other - starts[cube]] + Math.sqrt(dx * dx + dy * dy + dz * dz));
        }
        return (float) Math.min(Float.MAX_VALUE, 1.001 * least * least + 1e-9);
    }

    private void measure(float x, float y, float z) {
        for (int i = 0; i < near; i++) {
            float dx = nearX[i] - x;
            float dy = nearY[i] - y;
            float dz = nearZ[i] - z;
            squares[i] = dx * dx + dy * dy + dz * dz;
        }
    }

    /** How far from the point all others have been gathered. */
    private double sure(int cube, int reach, int at) {
        int level = cube % height;
        int row = cube / height % depth;
        int column = cube / height / depth;
        double across = sure(sortedX[at] - minX, column, reach, width);
        double along = sure(sortedY[at] - minY, row, reach, depth);
        return Math.min(Math.min(across, along), sure(sortedZ[at] - minZ, level, reach, height));
    }

    private double sure(double place, int of, int reach, int all) {
        double below = of - reach <= 0 ? Double.MAX_VALUE : place - (of - reach) * side;
        double above = of + reach >= all - 1 ? Double.MAX_VALUE : (of + reach + 1) * side - place;
        return Math.max(0, Math.min(below, above));
    }

    private float mean() {
        double sum = 0;
        for (int i = 0; i < found; i++) {
            sum += Math.sqrt(nearest[i]);
        }
        return found == 0 ? Float.NaN : (float) (sum / found);
    }

    private void offer(float square) {
        if (found < neighbours) {
            int at = found++;
            while (at > 0 && nearest[at - 1 >> 1] < square) {
                nearest[at] = nearest[at - 1 >> 1];
                at = at - 1 >> 1;
            }
            nearest[at] = square;
            return;
        }
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

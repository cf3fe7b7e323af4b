package depot.archive.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The nearest points are found whatever the points are like: as by comparing each with all others. */
class NeighbourGridTest {
    private static final int NEIGHBOURS = 20;

    private static float[] cloud(int count, Supplier<double[]> point) {
        float[] points = new float[3 * count];
        for (int i = 0; i < count; i++) {
            double[] each = point.get();
            for (int axis = 0; axis < 3; axis++) {
                points[3 * i + axis] = (float) each[axis];
            }
        }
        return points;
    }

    private static float[] cloud(String like, Random random) {
        return switch (like) {
            case "a room" -> cloud(2_000, () -> new double[] {18 * random.nextDouble(), 18 * random.nextDouble(), 3 * random.nextDouble()});
            case "a flat scan" -> cloud(2_000, () -> new double[] {random.nextBoolean() ? 4 : -9, 18 * random.nextDouble(), 0});
            case "walls" -> cloud(3_000, () -> new double[] {random.nextDouble() < 0.5 ? 2 : 14 * random.nextDouble(), 5,
                3 * random.nextDouble()});
            case "a heap and some far off" -> cloud(1_500, () -> random.nextDouble() < 0.99
                    ? new double[] {0.4 * random.nextGaussian(), 0.4 * random.nextGaussian(), 0.1 * random.nextGaussian()}
                    : new double[] {-30 * random.nextDouble(), 30 * random.nextDouble(), 20 * random.nextDouble()});
            case "some that are out of the world" -> cloud(1_500, () -> new double[] {18 * random.nextDouble(), 18 * random.nextDouble(),
                random.nextDouble() < 0.99 ? random.nextDouble() : 90_000 * (random.nextDouble() - 0.5)});
            case "one place" -> cloud(300, () -> new double[] {1, 2, 3});
            case "a line" -> cloud(1_000, () -> new double[] {0, 0, 40 * random.nextDouble()});
            case "few" -> cloud(7, () -> new double[] {100 * random.nextDouble(), random.nextDouble(), 0});
            case "one" -> cloud(1, () -> new double[] {1, 2, 3});
            default -> new float[0];
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"a room", "a flat scan", "walls", "a heap and some far off", "some that are out of the world", "one place",
        "a line", "few", "one", "none"})
    void theNearestAreFound(String like) {
        float[] points = cloud(like, new Random(like.hashCode()));
        int count = points.length / 3;
        int asked = count - count / 3;
        float[] means = new NeighbourGrid(points, count, NEIGHBOURS).meanDistances(asked);
        assertEquals(asked, means.length);
        for (int i = 0; i < asked; i++) {
            float expected = compared(points, count, i);
            assertEquals(expected, means[i], Float.isNaN(expected) ? 1 : 1e-5f + 1e-5f * Math.abs(expected), "of point " + i);
        }
    }

    private static float compared(float[] points, int count, int of) {
        float[] squares = new float[count - 1];
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (i != of) {
                float dx = points[3 * i] - points[3 * of];
                float dy = points[3 * i + 1] - points[3 * of + 1];
                float dz = points[3 * i + 2] - points[3 * of + 2];
                squares[at++] = dx * dx + dy * dy + dz * dz;
            }
        }
        Arrays.sort(squares);
        double sum = 0;
        int most = Math.min(NEIGHBOURS, squares.length);
        for (int i = 0; i < most; i++) {
            sum += Math.sqrt(squares[i]);
        }
        return most == 0 ? Float.NaN : (float) (sum / most);
    }

    /** The index of cubes is bounded by the points, whatever room they are spread over. */
    @Test
    void memoryIsBoundedByThePoints() {
        Random random = new Random(5);
        float[] points = cloud(500, () -> new double[] {1e5 * random.nextDouble(), 1e5 * random.nextDouble(), 1e5 * random.nextDouble()});
        com.sun.management.ThreadMXBean thread = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        new NeighbourGrid(points, 500, NEIGHBOURS).meanDistances(500);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 1_000_000, allocated + " bytes");
    }
}

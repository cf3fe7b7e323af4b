package depot.sim.recording;

import java.util.Random;

/**
 * A made-up yard without end: a round thing (a post, a tree, a tank) in most squares of 12 m, always the same for a seed. What a
 * LiDAR sees of it: one turn, up to 12 m, with a centimetre of noise. Immutable.
 *
 * @param seed of the objects and their places
 */
public record Yard(long seed) {
    private static final double SQUARE = 12;
    private static final double REACH = 12;
    private static final double NEAREST = 0.2;
    private static final double NOISE = 0.01;
    private static final int RAYS = 180;

    /** A round thing. */
    public record Thing(double x, double y, double radius) {}

    /** The object in a square, by its number east and north; null where there is none. */
    public Thing thing(int east, int north) {
        Random random = new Random(seed * 1_000_003 + east * 7919L + north * 104_729L);
        random.nextDouble();
        if (random.nextDouble() < 0.2) {
            return null;
        }
        double radius = 0.15 + 1.4 * random.nextDouble() * random.nextDouble();
        return new Thing((east + 0.2 + 0.6 * random.nextDouble()) * SQUARE, (north + 0.2 + 0.6 * random.nextDouble()) * SQUARE, radius);
    }

    /** Points in the rover's frame, x and y one after the other; rays that meet nothing are left out. */
    public float[] scan(double x, double y, double heading, long number) {
        Random noise = new Random(seed ^ number);
        float[] points = new float[2 * RAYS];
        int count = 0;
        for (int ray = 0; ray < RAYS; ray++) {
            double angle = 2 * Math.PI * ray / RAYS;
            double distance = distance(x, y, heading + angle);
            if (distance >= NEAREST && distance <= REACH) {
                double measured = distance + NOISE * noise.nextGaussian();
                points[2 * count] = (float) (measured * Math.cos(angle));
                points[2 * count++ + 1] = (float) (measured * Math.sin(angle));
            }
        }
        return java.util.Arrays.copyOf(points, 2 * count);
    }

    private double distance(double x, double y, double direction) {
        double dx = Math.cos(direction);
        double dy = Math.sin(direction);
        double nearest = Double.POSITIVE_INFINITY;
        int east = (int) Math.floor(x / SQUARE);
        int north = (int) Math.floor(y / SQUARE);
        for (int i = -1; i <= 1; i++) {
            for (int j = -1; j <= 1; j++) {
                Thing thing = thing(east + i, north + j);
                if (thing == null) {
                    continue;
                }
                double along = (thing.x - x) * dx + (thing.y - y) * dy;
                double aside = Math.pow(thing.x - x, 2) + Math.pow(thing.y - y, 2) - along * along;
                double half = thing.radius * thing.radius - aside;
                if (half > 0 && along - Math.sqrt(half) > 0) {
                    nearest = Math.min(nearest, along - Math.sqrt(half));
                }
            }
        }
        return nearest;
    }
}

package depot.discovery.telemetry;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * The last hour of one value: a point for each ten seconds, the worst value reported in them, as that is what people look
 * for. A point is a 16-bit whole number of steps; larger values are shown as the largest. A ring by elapsed time, so that a
 * clock that is set moves nothing. One thread at a time.
 */
final class Curve {
    static final Duration STEP = Duration.ofSeconds(10);
    static final int POINTS = 360;
    /** What one takes of the heap. */
    static final int BYTES = 2 * POINTS + 16 + 40;
    private static final short NOTHING = Short.MIN_VALUE;

    /** What a curve is of: its name for clients, how fine it is kept, and which of two values is the worse. */
    enum Kind {
        BATTERY_VOLTS("batteryVolts", 0.01, Math::min),
        CURRENT_AMPERES("currentAmperes", 0.02, Kind::furtherFromZero),
        LINEAR_METRES_PER_SECOND("linearMetresPerSecond", 0.001, Kind::furtherFromZero),
        ACCURACY_METRES("accuracyMetres", 0.005, Math::max),
        MESH_RSSI("meshRssi", 0.1, Math::min),
        MOTOR_CELSIUS("motorCelsius", 0.1, Math::max);

        final String name;
        private final double step;
        private final DoubleBinaryOperator worse;

        Kind(String name, double step, DoubleBinaryOperator worse) {
            this.name = name;
            this.step = step;
            this.worse = worse;
        }

        private static double furtherFromZero(double one, double other) {
            return Math.abs(other) > Math.abs(one) ? other : one;
        }
    }

    private final Kind kind;
    private final short[] points = new short[POINTS];
    private long newest; // the number of the ten seconds that were written last

    Curve(Kind kind, long nowNanos) {
        this.kind = kind;
        newest = number(nowNanos);
        Arrays.fill(points, NOTHING);
    }

    private static long number(long nanos) {
        return Math.floorDiv(nanos, STEP.toNanos());
    }

    private static int place(long number) {
        return Math.floorMod(number, POINTS);
    }

    /** The value is a number; time does not go back. */
    void add(long nowNanos, double value) {
        long now = number(nowNanos);
        if (now - newest >= POINTS) {
            Arrays.fill(points, NOTHING);
        } else {
            for (long passed = newest + 1; passed <= now; passed++) {
                points[place(passed)] = NOTHING;
            }
        }
        newest = now;
        int place = place(now);
        double worst = points[place] == NOTHING ? value : kind.worse.applyAsDouble(points[place] * kind.step, value);
        points[place] = (short) Math.clamp(Math.round(worst / kind.step), NOTHING + 1, Short.MAX_VALUE);
    }

    /** The points, oldest first; the last covers the ten seconds under way. NaN where nothing was reported. */
    double[] read(long nowNanos) {
        long now = number(nowNanos);
        double[] read = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            long number = now - POINTS + 1 + i;
            short point = number > newest || newest - number >= POINTS ? NOTHING : points[place(number)];
            read[i] = point == NOTHING ? Double.NaN : point * kind.step;
        }
        return read;
    }
}

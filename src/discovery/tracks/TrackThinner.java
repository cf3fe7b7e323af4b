package depot.discovery.tracks;

import depot.discovery.telemetry.Telemetry;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Chooses which of a rover's positions are kept for its track. Those left out lie within {@link #tolerance} of the line between those kept:
 * from the last one kept, a cone of the directions that pass close to all positions since is narrowed with each position; when one lies
 * outside of it, or further back, the position before it is kept. A line ends where the rover was silent for {@link Telemetry#FRESH}, where
 * it cannot have driven, and where the clock was set. For one rover and one thread at a time; without a clock of its own.
 */
final class TrackThinner {
    private static final long LEAST_NANOS = Duration.ofMillis(900).toNanos(); // a sender of many a second gets no more
    private static final long GAP_NANOS = Telemetry.FRESH.toNanos();
    // kept at least so often while it drives, for the times between
    private static final long DRIVING_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long STANDING_NANOS = Duration.ofSeconds(60).toNanos(); // and while it stands
    private static final long STEP_MILLIS = 2000; // by which the two clocks may drift apart from one position to the next
    private static final double FASTEST = 10; // metres a second, a multiple of what rovers can
    private static final double SLACK_METRES = 3;
    private static final double LEAST_TOLERANCE = 0.05; // metres
    private static final double MOST_TOLERANCE = 2.5;
    private static final double UNKNOWN_ACCURACY = 2; // metres
    private static final double MOST_ACCURACY = 50; // with more than that said, a place that is far away is still far away
    private static final double METRES_PER_DEGREE = 111_195;

    private final Consumer<TrackPoint> kept;
    private TrackPoint anchor; // the last one kept; null before the first
    private long anchorNanos;
    private TrackPoint newest; // after the anchor, not kept; null when the anchor is
    private long newestNanos; // of the newest, or of the anchor
    private boolean driving; // whether the cone is there
    private double middle; // of the cone, radians; its sides are from there
    private double right;
    private double left;
    private double farthest; // metres from the anchor, of those since

    /** @param kept is given each point that is kept, in order, while a method of this one is called */
    TrackThinner(Consumer<TrackPoint> kept) {
        this.kept = kept;
    }

    /** @param millis of the wall clock, when it was heard */
    void take(Telemetry.Position position, long millis) {
        TrackPoint point = new TrackPoint(millis, position.latitude(), position.longitude(), (float) position.accuracyMetres(), false);
        long nanos = position.heardNanos();
        if (anchor == null) {
            keep(point.beginning(), nanos);
        } else if (nanos - newestNanos >= LEAST_NANOS) {
            if (isApart(point, nanos)) {
                flush();
                keep(point.beginning(), nanos);
            } else {
                follow(point, nanos);
            }
        }
    }

    /** Whether it was not heard for so long that it is away. */
    boolean isSilent(long nowNanos) {
        return nowNanos - newestNanos > GAP_NANOS;
    }

    /** Keeps where it was last heard, if that is not kept already. */
    void flush() {
        if (newest != null) {
            keep(newest, newestNanos);
        }
    }

    private void keep(TrackPoint point, long nanos) {
        kept.accept(point);
        anchor = point;
        anchorNanos = nanos;
        newest = null;
        newestNanos = nanos;
        driving = false;
        farthest = 0;
    }

    private boolean isApart(TrackPoint point, long nanos) {
        TrackPoint before = newest == null ? anchor : newest;
        long passed = nanos - newestNanos;
        boolean clockSet = Math.abs(point.millis() - before.millis() - passed / 1_000_000) > STEP_MILLIS;
        double reach = SLACK_METRES + FASTEST * passed / 1e9 + 2 * (accuracy(before) + accuracy(point));
        return passed > GAP_NANOS || clockSet || Math.hypot(east(before, point), north(before, point)) > reach;
    }

    private void follow(TrackPoint point, long nanos) {
        double tolerance = tolerance(point);
        double east = east(anchor, point);
        double north = north(anchor, point);
        double distance = Math.hypot(east, north);
        if (!driving && distance <= 2 * tolerance) {
            newest = point;
            newestNanos = nanos;
            if (nanos - anchorNanos >= STANDING_NANOS) {
                keep(point, nanos);
            }
            return;
        }
        double direction = Math.atan2(north, east);
        double side = Math.asin(Math.min(1, tolerance / distance));
        if (!driving && newest != null && newestNanos - anchorNanos > DRIVING_NANOS) { // it stood until then
            flush();
            follow(point, nanos);
        } else if (!driving) {
            driving = true;
            middle = direction;
            right = -side;
            left = side;
            pass(point, nanos, distance);
        } else {
            double turned = Math.IEEEremainder(direction - middle, 2 * Math.PI);
            if (turned < right || turned > left || distance < farthest - tolerance) {
                flush();
                follow(point, nanos);
            } else {
                right = Math.max(right, turned - side);
                left = Math.min(left, turned + side);
                pass(point, nanos, distance);
            }
        }
    }

    private void pass(TrackPoint point, long nanos, double distance) {
        newest = point;
        newestNanos = nanos;
        farthest = Math.max(farthest, distance);
        if (nanos - anchorNanos >= DRIVING_NANOS) {
            flush();
        }
    }

    /** Metres by which what is left out may be beside the line. */
    static double tolerance(TrackPoint point) {
        return Math.clamp(accuracy(point) / 2, LEAST_TOLERANCE, MOST_TOLERANCE);
    }

    private static double accuracy(TrackPoint point) {
        return Float.isNaN(point.accuracyMetres()) ? UNKNOWN_ACCURACY : Math.min(MOST_ACCURACY, point.accuracyMetres());
    }

    private static double north(TrackPoint from, TrackPoint to) {
        return (to.latitude() - from.latitude()) * METRES_PER_DEGREE;
    }

    private static double east(TrackPoint from, TrackPoint to) {
        return Math.IEEEremainder(to.longitude() - from.longitude(), 360) * METRES_PER_DEGREE * Math.cos(Math.toRadians(from.latitude()));
    }
}

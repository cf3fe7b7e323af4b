package depot.archive.place;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Fits a track in a rover's own frame to the same drive in metres east and north: turn and shift, no scale (Umeyama, “Least-squares
 * estimation of transformation parameters between two point patterns”, 1991), by those pairs that agree (RANSAC). Refuses where
 * the two do not say enough, or do not agree. The same pairs give the same answer. Pure.
 */
public final class TrackFit {
    private static final int LEAST_PAIRS = 10;
    private static final double LEAST_DRIVE_METRES = 5;
    private static final double LEAST_SHARE = 0.6; // of pairs that agree
    private static final double MOST_TURN_ERROR = Math.toRadians(4);
    private static final int ROUNDS = 400;
    private static final int MOST_PAIRS = 5_000; // more are thinned

    /** The outcome of a fit. */
    public sealed interface Outcome {}

    /**
     * @param errorMetres root of the mean square of what is left
     * @param turnError standard deviation of the turn, radians
     * @param agreeing pairs of all
     */
    public record Fitted(Frame frame, double errorMetres, double turnError, int agreeing, int pairs) implements Outcome {}

    /** @param why for a person */
    public record Refused(String why) implements Outcome {}

    private final double[] x;
    private final double[] y;
    private final double[] east;
    private final double[] north;
    private final double tolerance;

    private TrackFit(double[] x, double[] y, double[] east, double[] north, double tolerance) {
        this.x = x;
        this.y = y;
        this.east = east;
        this.north = north;
        this.tolerance = tolerance;
    }

    /**
     * @param own x and y, one after the other, and
     * @param earth east and north of the same moments
     * @param accuracyMetres what the receiver says of its positions, one standard deviation
     */
    public static Outcome fit(double[] own, double[] earth, double accuracyMetres) {
        int all = Math.min(own.length, earth.length) / 2;
        int stride = Math.max(1, all / MOST_PAIRS);
        int count = all / stride;
        double[] x = new double[count];
        double[] y = new double[count];
        double[] east = new double[count];
        double[] north = new double[count];
        for (int i = 0; i < count; i++) {
            x[i] = own[2 * i * stride];
            y[i] = own[2 * i * stride + 1];
            east[i] = earth[2 * i * stride];
            north[i] = earth[2 * i * stride + 1];
        }
        return new TrackFit(x, y, east, north, Math.clamp(3 * accuracyMetres, 0.15, 15)).fit();
    }

    private Outcome fit() {
        int count = x.length;
        if (count < LEAST_PAIRS) {
            return new Refused("positions are known of " + count + " moments of the drive, and " + LEAST_PAIRS + " are needed");
        }
        double extent = Math.hypot(width(x), width(y));
        if (extent < LEAST_DRIVE_METRES) {
            return new Refused(String.format(Locale.ROOT, "the drive is too short: it spans %.1f m, and %.0f m are needed", extent,
                    LEAST_DRIVE_METRES));
        }
        boolean[] best = sample(extent);
        if (best == null) {
            return new Refused("no two moments of the drive fit its positions: the two tracks disagree");
        }
        Frame frame = null;
        for (int round = 0; round < 5; round++) { // those that agree with the fit of those that agree
            frame = leastSquares(best);
            boolean[] next = agreeing(frame);
            if (Arrays.equals(next, best)) {
                break;
            }
            best = next;
        }
        int agreeing = size(best);
        if (agreeing < LEAST_PAIRS || agreeing < LEAST_SHARE * count) {
            return new Refused("the drive and its positions disagree: " + agreeing + " of " + count + " moments fit");
        }
        return judge(frame, best, agreeing);
    }

    private Outcome judge(Frame frame, boolean[] chosen, int agreeing) {
        double squares = 0;
        double[] middle = middle(x, y, chosen);
        double spread = 0;
        double along = 0;
        for (int i = 0; i < x.length; i++) {
            if (chosen[i]) {
                double away = distance(frame, i);
                squares += away * away;
                double dx = x[i] - middle[0];
                double dy = y[i] - middle[1];
                spread += dx * dx + dy * dy;
            }
        }
        double[] earthMiddle = middle(east, north, chosen);
        for (int i = 0; i < x.length; i++) {
            if (chosen[i]) { // how far along itself the drive goes on earth: a scale, if it were free
                double dx = frame.x(x[i], y[i]) - frame.x(middle[0], middle[1]);
                double dy = frame.y(x[i], y[i]) - frame.y(middle[0], middle[1]);
                along += dx * (east[i] - earthMiddle[0]) + dy * (north[i] - earthMiddle[1]);
            }
        }
        double error = Math.sqrt(squares / agreeing);
        double perAxis = Math.sqrt(squares / (2.0 * agreeing));
        double turnError = perAxis / Math.sqrt(Math.max(spread, 1e-9));
        double scale = along / Math.max(spread, 1e-9);
        if (Math.sqrt(spread / agreeing) < 2 || turnError > MOST_TURN_ERROR) {
            return new Refused(String.format(Locale.ROOT,
                    "the drive is too short for positions that are %.1f m off: its turn would be known to %.0f degrees", error,
                    Math.toDegrees(turnError)));
        }
        if (Math.abs(scale - 1) > 0.03 + 4 * turnError) {
            return new Refused(String.format(Locale.ROOT, "the drive and its positions disagree: one is %.2f times as long as the other",
                    scale));
        }
        return new Fitted(frame, error, turnError, agreeing, x.length);
    }

    private boolean[] sample(double extent) {
        Random random = new Random(20);
        boolean[] best = null;
        int most = 1;
        for (int round = 0; round < ROUNDS; round++) {
            int one = random.nextInt(x.length);
            int other = random.nextInt(x.length);
            double dx = x[other] - x[one];
            double dy = y[other] - y[one];
            double de = east[other] - east[one];
            double dn = north[other] - north[one];
            if (Math.hypot(dx, dy) < extent / 4 || Math.abs(Math.hypot(de, dn) - Math.hypot(dx, dy)) > 2 * tolerance) {
                continue;
            }
            double turn = Math.atan2(dn, de) - Math.atan2(dy, dx);
            Frame turned = new Frame(0, 0, turn);
            double middleX = (x[one] + x[other]) / 2;
            double middleY = (y[one] + y[other]) / 2;
            boolean[] agreeing = agreeing(new Frame((east[one] + east[other]) / 2 - turned.x(middleX, middleY),
                    (north[one] + north[other]) / 2 - turned.y(middleX, middleY), turn));
            int size = size(agreeing);
            if (size > most) {
                most = size;
                best = agreeing;
            }
        }
        return best;
    }

    private Frame leastSquares(boolean[] chosen) {
        double[] own = middle(x, y, chosen);
        double[] earth = middle(east, north, chosen);
        double dot = 0;
        double cross = 0;
        for (int i = 0; i < x.length; i++) {
            if (chosen[i]) {
                double dx = x[i] - own[0];
                double dy = y[i] - own[1];
                double de = east[i] - earth[0];
                double dn = north[i] - earth[1];
                dot += dx * de + dy * dn;
                cross += dx * dn - dy * de;
            }
        }
        Frame turned = new Frame(0, 0, Math.atan2(cross, dot));
        return new Frame(earth[0] - turned.x(own[0], own[1]), earth[1] - turned.y(own[0], own[1]), turned.turn());
    }

    private boolean[] agreeing(Frame frame) {
        boolean[] agreeing = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            agreeing[i] = distance(frame, i) <= tolerance;
        }
        return agreeing;
    }

    private double distance(Frame frame, int i) {
        return Math.hypot(frame.x(x[i], y[i]) - east[i], frame.y(x[i], y[i]) - north[i]);
    }

    private static double[] middle(double[] first, double[] second, boolean[] chosen) {
        double[] sums = new double[2];
        for (int i = 0; i < first.length; i++) {
            if (chosen[i]) {
                sums[0] += first[i];
                sums[1] += second[i];
            }
        }
        int count = Math.max(size(chosen), 1);
        return new double[] {sums[0] / count, sums[1] / count};
    }

    private static int size(boolean[] chosen) {
        int size = 0;
        for (boolean each : chosen) {
            size += each ? 1 : 0;
        }
        return size;
    }

    private static double width(double[] values) {
        return Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
    }
}

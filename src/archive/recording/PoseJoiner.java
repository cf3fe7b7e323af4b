package depot.archive.recording;

/**
 * Joins the three numbers of a pose, which a recorder writes one by one: x, y and heading of the same time. They come one after the
 * other, or, from a compacted recording, many of each at a time. Numbers that wait for the others are bounded, and those that
 * never get them are left out. Times may step back, as the rover's clock does. One thread.
 */
public final class PoseJoiner {
    public static final String X = "/robot/x";
    public static final String Y = "/robot/y";
    public static final String HEADING = "/robot/heading";
    private static final int MAX_WAITING = 1 << 17; // two megabytes each

    /** Is given poses in the order of the recording. */
    @FunctionalInterface
    public interface Listener {
        /** @param nanos Unix time by the rover's clock; metres and radians in the rover's own frame */
        void pose(long nanos, double x, double y, double heading);
    }

    private final Listener listener;
    private final Series x = new Series();
    private final Series y = new Series();
    private final Series heading = new Series();
    private final Series[] all = {x, y, heading};
    private long left;

    /** Numbers that wait, with their times and how often the clock had stepped back before each. */
    private static final class Series {
        private long[] times = new long[64];
        private double[] values = new double[64];
        private int[] steps = new int[64];
        private int first;
        private int count;
        private long last = Long.MIN_VALUE;
        private int step;

        boolean add(long nanos, double value) {
            if (nanos < last) {
                step++;
            }
            if (nanos == last && count > 0) { // the later one counts
                values[at(count - 1)] = value;
                return false;
            }
            last = nanos;
            if (count == times.length) {
                grow();
            }
            int at = at(count++);
            times[at] = nanos;
            values[at] = value;
            steps[at] = step;
            return true;
        }

        private int at(int index) {
            return first + index & times.length - 1;
        }

        private void grow() {
            long[] newTimes = new long[2 * count];
            double[] newValues = new double[2 * count];
            int[] newSteps = new int[2 * count];
            for (int i = 0; i < count; i++) {
                newTimes[i] = times[at(i)];
                newValues[i] = values[at(i)];
                newSteps[i] = steps[at(i)];
            }
            times = newTimes;
            values = newValues;
            steps = newSteps;
            first = 0;
        }

        void drop() {
            first = first + 1 & times.length - 1;
            count--;
        }

        int compare(Series other) {
            int byStep = Integer.compare(steps[first], other.steps[other.first]);
            return byStep != 0 ? byStep : Long.compare(times[first], other.times[other.first]);
        }
    }

    public PoseJoiner(Listener listener) {
        this.listener = listener;
    }

    /** Whether a number of an entity is one of a pose's. */
    public static boolean wants(String entity) {
        return entity.equals(X) || entity.equals(Y) || entity.equals(HEADING);
    }

    /** @param entity one that {@link #wants} names; others are ignored */
    public void scalar(String entity, long nanos, double value) {
        Series series = switch (entity) {
            case X -> x;
            case Y -> y;
            case HEADING -> heading;
            default -> null;
        };
        if (series == null || nanos == RecordingListener.NO_TIME || !series.add(nanos, value)) {
            return;
        }
        if (series.count > MAX_WAITING) {
            series.drop();
            left++;
        }
        join();
    }

    private void join() {
        while (x.count > 0 && y.count > 0 && heading.count > 0) {
            Series latest = x.compare(y) < 0 ? y : x;
            latest = latest.compare(heading) < 0 ? heading : latest;
            boolean same = x.compare(latest) == 0 && y.compare(latest) == 0 && heading.compare(latest) == 0;
            if (!same) {
                dropBefore(latest);
            } else {
                double headingNow = heading.values[heading.first];
                double xNow = x.values[x.first];
                double yNow = y.values[y.first];
                long now = x.times[x.first];
                x.drop();
                y.drop();
                heading.drop();
                if (Double.isFinite(xNow) && Double.isFinite(yNow) && Double.isFinite(headingNow)) {
                    listener.pose(now, xNow, yNow, headingNow);
                }
            }
        }
    }

    /** Their fellow was lost. */
    private void dropBefore(Series latest) {
        long nanos = latest.times[latest.first];
        int step = latest.steps[latest.first];
        for (Series each : all) {
            if (each.steps[each.first] < step || each.steps[each.first] == step && each.times[each.first] < nanos) {
                each.drop();
                left++;
            }
        }
    }

    /** Numbers that were left out so far. */
    public long left() {
        return left;
    }
}

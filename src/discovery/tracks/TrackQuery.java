package depot.discovery.tracks;

import depot.common.http.Request;
import depot.common.json.BadInput;
import java.time.Duration;

/**
 * The part of tracks that a client asks for: {@code ?from=&to=&points=}.
 *
 * @param fromMillis Unix time of the service's clock, as {@code toMillis}; both are within
 * @param points about as many at most; where there are more, points are left out evenly
 */
record TrackQuery(long fromMillis, long toMillis, int points) {
    static final int MOST_POINTS = 100_000; // more than a day of one rover
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long LONGEST_MILLIS = Duration.ofDays(7).toMillis();
    private static final long LATEST_MILLIS = 4_102_444_800_000L; // the year 2100

    /** Without a value: the last day. @throws BadInput that names what cannot be used */
    static TrackQuery of(Request request, long nowMillis) {
        long to = number(request, "to", nowMillis, 0, LATEST_MILLIS, "must be a time in Unix milliseconds");
        long from = number(request, "from", Math.max(0, to - DAY_MILLIS), 0, LATEST_MILLIS, "must be a time in Unix milliseconds");
        if (to < from) {
            throw BadInput.notAllowed("to", "must not be before from");
        }
        if (to - from > LONGEST_MILLIS) {
            throw BadInput.notAllowed("to", "must be within a week of from");
        }
        return new TrackQuery(from, to, (int) number(request, "points", MOST_POINTS, 1, MOST_POINTS, "must be 1 to " + MOST_POINTS));
    }

    private static long number(Request request, String name, long fallback, long least, long most, String rule) {
        if (request.query(name).isEmpty()) {
            return fallback;
        }
        try {
            long value = Long.parseLong(request.query(name).get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw BadInput.notAllowed(name, rule);
    }

    boolean has(TrackPoint point) {
        return point.millis() >= fromMillis && point.millis() <= toMillis;
    }
}

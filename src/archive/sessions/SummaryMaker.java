package depot.archive.sessions;

import depot.archive.recording.Points;
import depot.archive.recording.PoseJoiner;
import depot.archive.recording.RecordingListener;
import depot.archive.recording.RecordingReader;
import depot.common.json.JsonText;
import depot.recordings.GpsBounds;
import depot.recordings.SessionSummary;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Summarises a recording while it is read, in a few megabytes whatever its length. One thread, one recording. */
final class SummaryMaker implements RecordingListener {
    private static final int MAX_CURVES = 200;
    private static final int MAX_TEXT = 500;
    private static final String BATTERY = "/power/battery_voltage";
    /** A longer gap between two rows is no recording: the clock was set, or the rover slept. */
    private static final long LONGEST_GAP_NANOS = 60_000_000_000L;
    /** Smaller steps of the clock are not reported. */
    private static final long STEP_NANOS = 5_000_000_000L;

    private final Map<String, ThinnedCurve> curves = new LinkedHashMap<>();
    private final ThinnedTrack track = new ThinnedTrack();
    private final PoseJoiner poses = new PoseJoiner(this::pose);
    private final Extent battery = new Extent();
    private final Extent batteryKnown = new Extent();
    private final Extent motorCelsius = new Extent();
    private final Extent motorAmperes = new Extent();
    private final Extent systemAmperes = new Extent();
    private final Extent latitude = new Extent();
    private final Extent longitude = new Extent();
    private final Extent xs = new Extent();
    private final Extent ys = new Extent();
    private final List<SessionSummary.Mode> modes = new ArrayList<>();
    private final List<SessionSummary.Event> events = new ArrayList<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long previous = NO_TIME;
    private long atWork;
    private int poseCount;
    private double distance;
    private double lastX;
    private double lastY;
    private int lidarFrames;
    private long lidarPoints;
    private int cameraFrames;

    /** The lowest and highest of what came. */
    private static final class Extent {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;

        void add(double value) {
            if (Double.isFinite(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }

        boolean any() {
            return min <= max;
        }

        OptionalDouble highest() {
            return any() ? OptionalDouble.of(max) : OptionalDouble.empty();
        }
    }

    /** All entities but those that repeat others, and the largest ones. */
    @Override
    public boolean wants(String entity) {
        return !entity.startsWith("/slam/trajectory") && !entity.startsWith("/slam/keyframes")
                && !entity.equals("/robot/pose") && !entity.equals("/robot/trajectory") && !entity.equals("/gps/position");
    }

    @Override
    public void row(String entity, long nanos) {
        if (nanos == NO_TIME) {
            return;
        }
        first = Math.min(first, nanos);
        last = Math.max(last, nanos);
        if (entity.equals(PoseJoiner.X)) {
            long step = previous == NO_TIME ? 0 : nanos - previous;
            atWork += step > 0 && step <= LONGEST_GAP_NANOS ? step : 0;
            previous = nanos;
        }
    }

    @Override
    public void scalar(String entity, long nanos, double value) {
        poses.scalar(entity, nanos, value);
        ThinnedCurve curve = curves.get(entity);
        if (curve == null && curves.size() < MAX_CURVES) {
            curve = new ThinnedCurve();
            curves.put(entity, curve);
        }
        if (curve != null) {
            curve.add(nanos, value);
        }
        switch (entity) {
            case BATTERY -> {
                battery.add(value);
                if (value > 0) {
                    batteryKnown.add(value);
                }
            }
            case "/power/system_current" -> systemAmperes.add(value);
            case "/gps/latitude" -> position(latitude, value, 90);
            case "/gps/longitude" -> position(longitude, value, 180);
            default -> {
                if (entity.startsWith("/motors/")) {
                    motor(entity, value);
                }
            }
        }
    }

    /** A receiver without a fix says 0. */
    private static void position(Extent extent, double degrees, double most) {
        if (degrees != 0 && Math.abs(degrees) <= most) {
            extent.add(degrees);
        }
    }

    private void motor(String entity, double value) {
        if (entity.endsWith("/temp")) {
            motorCelsius.add(value);
        } else if (entity.endsWith("/current")) {
            motorAmperes.add(Math.abs(value));
        }
    }

    private void pose(long nanos, double x, double y, double heading) {
        if (poseCount++ > 0) {
            distance += Math.hypot(x - lastX, y - lastY);
        }
        lastX = x;
        lastY = y;
        xs.add(x);
        ys.add(y);
        track.add(nanos, x, y, heading);
    }

    @Override
    public void text(String entity, long nanos, String text, String level) {
        if (nanos == NO_TIME) {
            return;
        }
        String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        Instant at = instant(nanos);
        if (entity.equals("/state/mode") && modes.size() < SessionSummary.MAX_TEXTS) {
            modes.add(new SessionSummary.Mode(at, shown));
        } else if (entity.equals("/events") && events.size() < SessionSummary.MAX_TEXTS) {
            events.add(new SessionSummary.Event(at, level.length() > MAX_TEXT ? "" : level, shown));
        }
    }

    private static Instant instant(long nanos) {
        try {
            return Instant.EPOCH.plusNanos(nanos);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.EPOCH;
        }
    }

    @Override
    public void points(String entity, long nanos, Points points) {
        if (entity.startsWith("/lidar/")) {
            lidarFrames++;
            lidarPoints += points.count();
        }
    }

    @Override
    public void picture(String entity, long nanos, byte[] bytes, int offset, int length) {
        cameraFrames++;
    }

    /** @param bytes of the recording, as it was when it was opened */
    SessionSummary summary(RecordingReader.Result result, long bytes) {
        boolean timed = first <= last;
        boolean stepped = timed && last - first - atWork > STEP_NANOS && poseCount > 1;
        double seconds = stepped ? atWork / 1e9 : timed ? (last - first) / 1e9 : 0;
        Optional<Instant> ended = timed ? Optional.of(instant(stepped ? previous : last)) : Optional.empty();
        Optional<Instant> started = !stepped ? timed ? Optional.of(instant(first)) : Optional.empty()
                : ended.map(at -> at.minusNanos(atWork));
        List<String> notes = new ArrayList<>();
        result.notes().forEach((note, count) -> notes.add(count + " × " + note));
        if (stepped) {
            notes.add("the rover's clock stepped, or nothing was recorded for a while: times before that are not comparable");
        }
        if (poses.left() > 0) {
            notes.add(poses.left() + " × a part of a pose without the others");
        }
        List<SessionSummary.Series> series = curves.entrySet().stream()
                .map(entry -> new SessionSummary.Series(entry.getKey(), entry.getValue().count())).toList();
        return new SessionSummary(bytes, result.applicationId(), started, ended, seconds, poseCount, distance,
                battery.any() ? Optional.of(new SessionSummary.Range(battery.min, battery.max)) : Optional.empty(),
                batteryKnown.any() ? OptionalDouble.of(batteryKnown.min) : OptionalDouble.empty(), motorCelsius.highest(),
                motorAmperes.highest(), systemAmperes.highest(), modes, events, lidarFrames, lidarPoints, cameraFrames,
                latitude.any() && longitude.any()
                        ? Optional.of(new GpsBounds(latitude.min, latitude.max, longitude.min, longitude.max)) : Optional.empty(),
                xs.any() ? Optional.of(new SessionSummary.Bounds(xs.min, xs.max, ys.min, ys.max)) : Optional.empty(), result.complete(),
                result.fault(), notes, series);
    }

    /**
     * Track and curves, thinned, for the page: {@code {"track":[[seconds,x,y,heading]…],"curves":{entity:[[seconds,lowest,highest]…]}}}.
     */
    byte[] curves() {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeFieldName("track");
            track.write(json);
            json.writeObjectFieldStart("curves");
            for (Map.Entry<String, ThinnedCurve> curve : curves.entrySet()) {
                json.writeFieldName(curve.getKey());
                curve.getValue().write(json);
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }
}

package depot.archive.maps;

import depot.archive.place.LocalPlane;
import depot.archive.place.Placement;
import depot.archive.place.TrackFit;
import depot.archive.recording.PoseJoiner;
import depot.archive.recording.RecordingListener;
import depot.archive.sessions.KnownSession;
import depot.archive.sessions.Sessions;
import depot.recordings.GpsBounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds where on earth a session's frame is: by the positions in its recording, else by the rover's telemetry of the same minutes,
 * and never by anything else. One thread.
 */
final class Placing {
    private static final long STEP_NANOS = 200_000_000;
    private static final long NEAR_NANOS = 2_000_000_000L; // between two poses
    private static final double UNKNOWN_ACCURACY = 2.5;

    private final Positions telemetry;

    /** @param placement empty where it is not known, then {@code why} says why not @param bounds of the drive, in degrees */
    record Found(Optional<Placement> placement, Optional<String> why, Optional<GpsBounds> bounds) {}

    Placing(Positions telemetry) {
        this.telemetry = telemetry;
    }

    /** What a recording says of poses and positions, thinned. */
    private static final class Drive implements RecordingListener {
        final Numbers times = new Numbers();
        final Numbers xy = new Numbers();
        final List<Positions.Position> positions = new ArrayList<>();
        private double accuracy = Double.NaN;
        private long last = NO_TIME;
        private long lastPosition = NO_TIME;
        private final PoseJoiner poses = new PoseJoiner((nanos, x, y, heading) -> {
            if (last == NO_TIME || Math.abs(nanos - last) >= STEP_NANOS) {
                last = nanos;
                times.add(nanos);
                xy.add(x);
                xy.add(y);
            }
        });
        private final PoseJoiner pairs = new PoseJoiner((nanos, latitude, longitude, same) -> {
            if (lastPosition == NO_TIME || Math.abs(nanos - lastPosition) >= STEP_NANOS) {
                lastPosition = nanos;
                positions.add(new Positions.Position(nanos, latitude, longitude, accuracy));
            }
        });

        @Override
        public boolean wants(String entity) {
            return PoseJoiner.wants(entity) || entity.startsWith("/gps/") && !entity.equals("/gps/position");
        }

        @Override
        public void scalar(String entity, long nanos, double value) {
            switch (entity) {
                case "/gps/latitude" -> {
                    if (value != 0 && Math.abs(value) <= 90) {
                        pairs.scalar(PoseJoiner.X, nanos, value);
                        pairs.scalar(PoseJoiner.HEADING, nanos, value);
                    }
                }
                case "/gps/longitude" -> pairs.scalar(PoseJoiner.Y, nanos, value);
                case "/gps/accuracy" -> accuracy = value;
                default -> poses.scalar(entity, nanos, value);
            }
        }
    }

    /** A list of numbers that takes what they take. */
    private static final class Numbers {
        private double[] all = new double[1024];
        private int count;

        void add(double value) {
            if (count == all.length) {
                all = Arrays.copyOf(all, 2 * count);
            }
            all[count++] = value;
        }
    }

    /** @throws IOException when the recording or discovery cannot be read now */
    Found find(KnownSession session) throws IOException {
        Drive drive = new Drive();
        Sessions.read(session, drive);
        if (drive.times.count == 0) {
            return new Found(Optional.empty(), Optional.of("the recording has no poses"), Optional.empty());
        }
        if (drive.positions.size() >= 2) {
            return fit(drive, drive.positions, "recording");
        }
        long from = (long) drive.times.all[0];
        long to = (long) drive.times.all[drive.times.count - 1];
        List<Positions.Position> positions = from <= to ? telemetry.between(session.roverId(), from, to) : List.of();
        if (positions.isEmpty()) {
            return new Found(Optional.empty(), Optional.of("the recording has no positions, and no telemetry of these minutes has any"),
                    Optional.empty());
        }
        return fit(drive, positions, "telemetry");
    }

    private static Found fit(Drive drive, List<Positions.Position> positions, String source) {
        LocalPlane plane = new LocalPlane(positions.getFirst().latitude(), positions.getFirst().longitude());
        Numbers own = new Numbers();
        Numbers earth = new Numbers();
        for (Positions.Position position : positions) {
            int pose = at(drive, position.rovertimeNanos());
            if (pose >= 0) {
                double before = drive.times.all[pose];
                double after = drive.times.all[pose + 1];
                double share = after > before ? (position.rovertimeNanos() - before) / (after - before) : 0;
                for (int axis = 0; axis < 2; axis++) {
                    own.add(drive.xy.all[2 * pose + axis] * (1 - share) + drive.xy.all[2 * pose + 2 + axis] * share);
                }
                earth.add(plane.east(position.longitude()));
                earth.add(plane.north(position.latitude()));
            }
        }
        double[] accuracies = positions.stream().mapToDouble(Positions.Position::accuracyMetres).filter(Double::isFinite).sorted()
                .toArray();
        double accuracy = accuracies.length == 0 ? UNKNOWN_ACCURACY : Math.max(accuracies[accuracies.length / 2], 0.01);
        return switch (TrackFit.fit(Arrays.copyOf(own.all, own.count), Arrays.copyOf(earth.all, earth.count), accuracy)) {
            case TrackFit.Refused refused -> new Found(Optional.empty(), Optional.of(refused.why()), Optional.empty());
            case TrackFit.Fitted fitted -> {
                Placement placement = new Placement(plane.latitudeOf(fitted.frame().y()), plane.longitudeOf(fitted.frame().x()),
                        fitted.frame().turn(), fitted.errorMetres(), source);
                yield new Found(Optional.of(placement), Optional.empty(), Optional.of(bounds(drive, placement)));
            }
        };
    }

    /** The pose before a moment, with one after it; -1 where there is none near. */
    private static int at(Drive drive, long nanos) {
        int found = Arrays.binarySearch(drive.times.all, 0, drive.times.count, nanos);
        int before = found >= 0 ? Math.min(found, drive.times.count - 2) : -found - 2;
        return before >= 0 && before < drive.times.count - 1 && drive.times.all[before + 1] - drive.times.all[before] <= NEAR_NANOS
                ? before : -1;
    }

    private static GpsBounds bounds(Drive drive, Placement placement) {
        GpsBounds bounds = null;
        for (int i = 0; i < drive.times.count; i++) {
            double latitude = placement.latitudeOf(drive.xy.all[2 * i], drive.xy.all[2 * i + 1]);
            double longitude = placement.longitudeOf(drive.xy.all[2 * i], drive.xy.all[2 * i + 1]);
            GpsBounds here = new GpsBounds(latitude, latitude, longitude, longitude);
            bounds = bounds == null ? here : bounds.and(here);
        }
        return bounds;
    }
}

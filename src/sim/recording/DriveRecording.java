package depot.sim.recording;

import java.util.ArrayList;
import java.util.List;

/**
 * What a rover notes of a drive, and the recording of it: poses in its own frame, whose origin is where the drive began, battery, modes,
 * and what its LiDAR saw of a yard. One thread.
 */
public final class DriveRecording {
    private static final int SCAN_EVERY = 2; // notes
    private static final double ACCURACY = 0.05; // metres; the positions are exact, but for the earth's flattening

    private final String applicationId;
    private final Yard yard;
    private final List<double[]> notes = new ArrayList<>(); // x, y, heading, volts: of the world
    private final List<Long> times = new ArrayList<>();
    private final List<Long> modeTimes = new ArrayList<>();
    private final List<String> modes = new ArrayList<>();
    private double[] origin = {}; // latitude and longitude; empty where it has no receiver

    /** @param applicationId {@code <rover>-<folder>} */
    public DriveRecording(String applicationId, Yard yard) {
        this.applicationId = applicationId;
        this.yard = yard;
    }

    /** Has it note its position, too. @param latitude and @param longitude of the world's origin, in degrees */
    public DriveRecording withPositions(double latitude, double longitude) {
        origin = new double[] {latitude, longitude};
        return this;
    }

    /** Notes where the rover is, in the world. @param nanos Unix time, later than before */
    public void add(long nanos, double x, double y, double heading, double volts) {
        if (times.isEmpty() || nanos > times.getLast()) {
            times.add(nanos);
            notes.add(new double[] {x, y, heading, volts});
        }
    }

    /** @param mode as the firmware calls it: Autonomous */
    public void mode(long nanos, String mode) {
        modeTimes.add(nanos);
        modes.add(mode);
    }

    public int notes() {
        return notes.size();
    }

    /** The recording as it is now. */
    public byte[] bytes() {
        int count = notes.size();
        long[] nanos = times.stream().mapToLong(Long::longValue).toArray();
        double[][] columns = new double[4][count];
        List<float[]> scans = new ArrayList<>();
        List<Long> scanTimes = new ArrayList<>();
        double[] first = count == 0 ? new double[4] : notes.getFirst();
        for (int i = 0; i < count; i++) {
            double[] note = notes.get(i);
            double dx = note[0] - first[0];
            double dy = note[1] - first[1];
            columns[0][i] = Math.cos(first[2]) * dx + Math.sin(first[2]) * dy;
            columns[1][i] = -Math.sin(first[2]) * dx + Math.cos(first[2]) * dy;
            columns[2][i] = Math.IEEEremainder(note[2] - first[2], 2 * Math.PI);
            columns[3][i] = note[3];
            if (i % SCAN_EVERY == 0) {
                scans.add(yard.scan(note[0], note[1], note[2], nanos[i]));
                scanTimes.add(nanos[i]);
            }
        }
        RerunFile file = new RerunFile(applicationId, count == 0 ? 0 : nanos[0]).scalars("/robot/x", nanos, columns[0])
                .scalars("/robot/y", nanos, columns[1])
                .scalars("/robot/heading", nanos, columns[2]).scalars("/power/battery_voltage", nanos, columns[3])
                .texts("/state/mode", modeTimes.stream().mapToLong(Long::longValue).toArray(), modes)
                .points("/lidar/scan", scanTimes.stream().mapToLong(Long::longValue).toArray(), scans);
        if (origin.length > 0) {
            addPositions(file, nanos);
        }
        return file.bytes();
    }

    private void addPositions(RerunFile file, long[] nanos) {
        double metreNorth = 1 / 111_320.0;
        double metreEast = metreNorth / Math.cos(Math.toRadians(origin[0]));
        double[] accuracies = new double[nanos.length];
        java.util.Arrays.fill(accuracies, ACCURACY);
        file.scalars("/gps/latitude", nanos, notes.stream().mapToDouble(note -> origin[0] + note[1] * metreNorth).toArray())
                .scalars("/gps/longitude", nanos, notes.stream().mapToDouble(note -> origin[1] + note[0] * metreEast).toArray())
                .scalars("/gps/accuracy", nanos, accuracies);
    }
}

package depot.sim.demo;

import depot.common.json.JsonText;
import depot.sim.recording.DriveRecording;
import depot.sim.recording.Yard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** A few recorded sessions of made-up drives through a made-up yard, in the field's own form; maps are made of them. */
final class DemoSessions {
    private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss").withZone(ZoneOffset.UTC);
    private static final int SAMPLES_A_SECOND = 2;
    private static final Yard YARD = new Yard(20);

    /** @param layout of the rover's folder: with one for sessions, or without */
    private record Drive(String rover, String layout, Duration ago, Duration length, double centreNorth, double radius) {}

    private static final List<Drive> DRIVES = List.of(
            new Drive("sim-01", "sessions", Duration.ofHours(3), Duration.ofMinutes(9), 3, 28),
            new Drive("sim-02", "sessions", Duration.ofHours(26), Duration.ofMinutes(4), 50, 18),
            new Drive("sim-03", "", Duration.ofDays(6), Duration.ofMinutes(14), -20, 35));

    private DemoSessions() {}

    /**
     * Writes them, if the directory has nothing in it.
     *
     * @param latitude of the base, in degrees
     * @return how many were written
     */
    static int writeTo(Path directory, Instant now, double latitude, double longitude) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> present = Files.list(directory)) {
            if (present.findAny().isPresent()) {
                return 0;
            }
        }
        for (Drive drive : DRIVES) {
            write(directory, drive, now.minus(drive.ago).truncatedTo(ChronoUnit.SECONDS), latitude, longitude);
        }
        return DRIVES.size();
    }

    private static void write(Path directory, Drive drive, Instant started, double latitude, double longitude) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(drive.rover).resolve(drive.layout).resolve(FOLDER.format(started)));
        Files.write(folder.resolve("session.rrd"), recording(drive, started, latitude, longitude));
        Files.write(folder.resolve("metadata.json"), metadata(drive, started, latitude, longitude));
    }

    private static byte[] recording(Drive drive, Instant started, double latitude, double longitude) {
        DriveRecording recording = new DriveRecording(drive.rover + "-" + FOLDER.format(started), YARD).withPositions(latitude, longitude);
        long begin = started.getEpochSecond() * 1_000_000_000L;
        recording.mode(begin, "Autonomous");
        int samples = samples(drive);
        for (int i = 0; i < samples; i++) {
            double angle = 2 * Math.PI * i / samples;
            double heading = Math.atan2(drive.radius / 2 * Math.sin(angle), drive.radius * Math.cos(angle));
            recording.add(begin + i * (1_000_000_000L / SAMPLES_A_SECOND), 30 + drive.radius * Math.sin(angle),
                    drive.centreNorth - drive.radius / 2 * Math.cos(angle), heading, 50.5 - 3.0 * i / samples);
        }
        return recording.bytes();
    }

    private static int samples(Drive drive) {
        return (int) drive.length.toSeconds() * SAMPLES_A_SECOND;
    }

    private static byte[] metadata(Drive drive, Instant started, double latitude, double longitude) {
        double metreNorth = 1 / 111_320.0;
        double metreEast = metreNorth / Math.cos(Math.toRadians(latitude));
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("session_id", drive.rover + "-" + started.getEpochSecond());
            json.writeStringField("rover_id", drive.rover);
            json.writeStringField("started_at", started.toString());
            json.writeStringField("ended_at", started.plus(drive.length).toString());
            json.writeNumberField("duration_secs", drive.length.toSeconds());
            json.writeObjectFieldStart("gps_bounds");
            json.writeNumberField("min_lat", latitude + (drive.centreNorth - drive.radius / 2) * metreNorth);
            json.writeNumberField("max_lat", latitude + (drive.centreNorth + drive.radius / 2) * metreNorth);
            json.writeNumberField("min_lon", longitude + (30 - drive.radius) * metreEast);
            json.writeNumberField("max_lon", longitude + (30 + drive.radius) * metreEast);
            json.writeEndObject();
            json.writeNumberField("lidar_frames", drive.length.toSeconds());
            json.writeNumberField("camera_frames", 0);
            json.writeNumberField("pose_samples", samples(drive));
            json.writeStringField("session_file", "session.rrd");
            json.writeEndObject();
        });
    }
}

package depot.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** What a depot that was there before leaves behind, after the contract: its tables, and its folder of recordings. Any thread. */
public final class OldDepot {
    /** The tables as the contract has them, in their loosest reading. */
    public static final String TABLES = """
            CREATE TABLE zones (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text, zone_type text DEFAULT 'route', waypoints jsonb,
                polygon jsonb,
                map_id uuid, created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now());
            CREATE TABLE missions (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text,
                zone_id uuid REFERENCES zones(id) ON DELETE CASCADE,
                rover_id text, schedule jsonb DEFAULT '{"trigger":"manual","loop":false}', enabled boolean DEFAULT true,
                created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now());
            CREATE TABLE tasks (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), mission_id uuid REFERENCES missions(id) ON DELETE CASCADE,
                rover_id text NOT NULL, status text DEFAULT 'pending', progress int DEFAULT 0, waypoint int DEFAULT 0, lap int DEFAULT 0,
                error text,
                created_at timestamptz DEFAULT now(), started_at timestamptz, ended_at timestamptz);
            """;

    private OldDepot() {}

    /**
     * Recordings as rovers and their upload scripts leave them: without metadata, with it, of an older firmware, in a folder that is not
     * the rover's name, in the older layout, cleaned away, cut off in the middle, and logs.
     */
    public static void writeSessions(Path directory) throws IOException {
        recording(directory.resolve("frog-0/sessions/2026-11-29T00-41-56"), "2026-11-29T00:45:00Z");
        Path ended = recording(directory.resolve("bvr-01/sessions/2026-11-28T10-00-00"), "2026-11-28T10:20:00Z");
        metadata(ended, "bvr-01", "2026-11-28T10:00:00Z",
                "\"session_file\":\"session.rrd\",\"ended_at\":\"2026-11-28T10:20:00Z\",\"duration_secs\":1200");
        Path older = recording(directory.resolve("bvr-01/sessions/2026-11-20T09-00-00"), "2026-11-20T09:10:00Z");
        metadata(older, "bvr-01", "2026-11-20T09:00:00Z", "\"telemetry_file\":\"session.rrd\"");
        Path doubled = recording(directory.resolve("frog-1\nfrog-1/sessions/2026-11-27T08-00-00"), "2026-11-27T08:10:00Z");
        metadata(doubled, "frog-1", "2026-11-27T08:00:00Z", "\"session_file\":\"session.rrd\"");
        Path flat = recording(directory.resolve("bvr-02/2026-11-26T07-00-00"), "2026-11-26T07:10:00Z");
        metadata(flat, "bvr-02", "2026-11-26T07:00:00Z", "\"session_file\":\"session.rrd\"");
        Path gone = Files.createDirectories(directory.resolve("bvr-02/2026-09-01T07-00-00"));
        metadata(gone, "bvr-02", "2026-09-01T07:00:00Z", "\"session_file\":\"session.rrd\"");
        Files.write(directory.resolve("frog-0/sessions/2026-11-29T00-41-56/session.rrd.partial"), new byte[1000]);
        Path logs = Files.createDirectories(directory.resolve("frog-0/logs"));
        Files.writeString(logs.resolve("bvrd.log"), "started\n");
    }

    private static Path recording(Path folder, String time) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve("session.rrd"), "RRF2" + folder.getFileName().toString().repeat(5_000));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
        return folder;
    }

    private static void metadata(Path folder, String rover, String started, String more) throws IOException {
        Files.writeString(folder.resolve("metadata.json"), "{\"session_id\":\"5f0c7b1e-0000-4000-8000-"
                + String.format("%012x", folder.hashCode() & 0xFFFFFFFFL)
                + "\",\"rover_id\":\"" + rover + "\",\"started_at\":\"" + started + "\",\"lidar_frames\":0,\"camera_frames\":0," + more
                + "}");
    }
}

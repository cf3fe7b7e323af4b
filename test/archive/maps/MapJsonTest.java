package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.archive.ArchiveService;
import depot.archive.recording.FieldRecordings;
import depot.recordings.SessionFolder;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written and said of maps has the types that the field's readers take, field by field: a map without a place, and one with. And
 * what the field's writers left is read, in their spelling.
 */
class MapJsonTest {
    private static final Set<String> STATUSES = Set.of("pending", "queued", "processing", "processed", "failed", "invalid");

    @TempDir
    Path temp;

    /** A value's type. A question mark behind its name lets null be. */
    private static final Map<String, Consumer<Object>> TYPES = Map.ofEntries(
            Map.entry("uuid", value -> assertEquals(value, UUID.fromString(assertInstanceOf(String.class, value)).toString())),
            Map.entry("text", value -> assertFalse(assertInstanceOf(String.class, value).isEmpty())),
            Map.entry("time", value -> Instant.parse(assertInstanceOf(String.class, value))), // RFC 3339, UTC
            Map.entry("count", value -> assertTrue(value instanceof Integer || value instanceof Long, "a whole number")),
            Map.entry("per cent", value -> assertTrue(Json.number(value) >= 0 && Json.number(value) <= 100)),
            Map.entry("number", value -> assertInstanceOf(Double.class, value)),
            Map.entry("bool", value -> assertInstanceOf(Boolean.class, value)),
            Map.entry("status", value -> assertTrue(STATUSES.contains(value), () -> "a status, not " + value)),
            Map.entry("bounds", MapJsonTest::bounds),
            Map.entry("placement", value -> fields(value,
                    "latitude number, longitude number, turn number, errorMetres number, source text")),
            Map.entry("assets", value -> fields(value, "splat text?, pointcloud text?, mesh text?, thumbnail text?")),
            Map.entry("stats", value -> fields(value, "totalPoints count, totalSplats count, coveragePct per cent")),
            Map.entry("sessions", value -> Json.objects(value).forEach(each -> fields(each, "sessionId uuid, roverId text, date time"))),
            Map.entry("maps", value -> Json.objects(value).forEach(each -> fields(each, MapJsonTest.LISTED))),
            Map.entry("metres", value -> assertTrue(value instanceof List<?> list && (list.isEmpty() || list.size() == 4)
                    && list.stream().allMatch(Double.class::isInstance), () -> "west, south, east and north, not " + value)));

    private static void bounds(Object value) {
        fields(value, "min_lat number, max_lat number, min_lon number, max_lon number");
        Map<String, Object> at = Json.object(value);
        assertTrue(Json.number(at.get("min_lat")) <= Json.number(at.get("max_lat"))
                && Json.number(at.get("min_lon")) <= Json.number(at.get("max_lon")), value.toString());
        assertTrue(Math.abs(Json.number(at.get("min_lat"))) <= 90 && Math.abs(Json.number(at.get("min_lon"))) <= 180, "degrees");
    }

    /** All of these are there, each of its type, and nothing else is. */
    private static void fields(Object of, String expected) {
        Map<String, Object> object = Json.object(of);
        Set<String> names = new LinkedHashSet<>();
        for (String field : expected.split(", ")) {
            String name = field.substring(0, field.indexOf(' '));
            String type = field.substring(name.length() + 1);
            names.add(name);
            assertTrue(object.containsKey(name), () -> name + " is missing in " + object.keySet());
            Object value = object.get(name);
            if (value != null || !type.endsWith("?")) {
                assertNotNull(value, name);
                try {
                    TYPES.get(type.replace("?", "")).accept(value);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(name + ": " + value, e);
                }
            }
        }
        assertEquals(names, Set.copyOf(object.keySet()), "nothing else is there");
    }

    private static final String LISTED = "id uuid, name text, bounds bounds?, version count, updatedAt time";
    private static final String MANIFEST = "id uuid, name text, description text?, bounds bounds?, version count, createdAt time,"
            + " updatedAt time, assets assets, sessions sessions, stats stats, placement placement?, jobId uuid?, extentMetres metres,"
            + " pictureMetres metres";
    private static final String SESSION = "id uuid, roverId text, path text, startedAt time, endedAt time?, gpsBounds bounds?,"
            + " lidarFrames count, cameraFrames count, status status, mapId uuid?, discoveredAt time, processedAt time?, error text?,"
            + " note text?, jobId uuid?, placement placement?, unplaced text?, recordingBytes count";

    private void put(String folder, String recording) throws IOException {
        Path file = Files.write(Files.createDirectories(temp.resolve("sessions").resolve(folder)).resolve("session.rrd"),
                FieldRecordings.read(recording));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
    }

    private Object file(String name) throws IOException {
        return JSON.std.anyFrom(Files.readString(temp.resolve("maps").resolve(name)));
    }

    @Test
    void everyFieldHasItsType() throws Exception {
        put("frog-0/sessions/2026-11-29T00-41-56", "field");
        put("frog-0/sessions/2026-11-29T01-00-28", "rover"); // nothing to map
        put("bvr-01/sessions/2026-11-29T00-42-03", "compacted");
        try (ArchiveService archive = ArchiveService.start(temp)) {
            Api api = archive.api();
            Await.until("all are done with", () -> {
                List<Map<String, Object>> all = Json.objects(api.get("/sessions").json().get("sessions"));
                return all.size() == 3 && all.stream().allMatch(each -> each.get("status").equals("processed"));
            });
            Map<String, Object> health = api.get("/health").json();
            assertEquals(List.of("ok", 2, 3), List.of(health.get("status"), health.get("maps"), health.get("sessions")));
            checkMaps(api);
            checkSessions(api);
        }
    }

    private void checkMaps(Api api) throws Exception {
        Map<String, Object> index = Json.object(file("index.json"));
        fields(index, "maps maps, updatedAt time, updated_at time");
        List<Map<String, Object>> indexed = Json.objects(index.get("maps"));
        Map<String, Object> answer = api.get("/maps").json();
        assertEquals(Set.of("maps", "total"), answer.keySet());
        List<Map<String, Object>> listed = Json.objects(answer.get("maps"));
        assertEquals(2, answer.get("total"));
        assertEquals(2, indexed.size());
        for (int i = 0; i < 2; i++) {
            fields(listed.get(i), LISTED + ", sessionCount count, hasSplat bool, thumbnailUrl text?");
            assertEquals(listed.get(i).get("id"), indexed.get(i).get("id"));
            Object written = file(indexed.get(i).get("name") + "/manifest.json");
            fields(written, MANIFEST);
            assertEquals(api.get("/maps/" + listed.get(i).get("id")).json(), written, "what is served is what is written");
            assertEquals(Json.object(written).get("sessions"),
                    JSON.std.anyFrom(api.get("/maps/" + listed.get(i).get("id") + "/sessions").text()));
        }
        List<Object> bounds = new ArrayList<>(listed.stream().map(each -> each.get("bounds") == null).toList());
        assertTrue(bounds.contains(true) && bounds.contains(false), "one has a place and one has none: " + listed);
    }

    private void checkSessions(Api api) throws Exception {
        Map<String, Object> answer = api.get("/sessions").json();
        assertEquals(Set.of("sessions", "total"), answer.keySet());
        List<Map<String, Object>> all = Json.objects(answer.get("sessions"));
        for (Map<String, Object> session : all) {
            fields(session, SESSION);
            assertEquals(session, api.get("/sessions/" + session.get("id")).json());
            assertTrue(Files.isDirectory(Path.of((String) session.get("path"))));
            assertNull(session.get("error"));
        }
        List<?> written = assertInstanceOf(List.class, file("sessions.json"));
        assertEquals(Set.copyOf(all), Set.copyOf(written));
        String nothing = SessionFolder.id("frog-0", "2026-11-29T01-00-28").toString();
        assertNull(api.get("/sessions/" + nothing).json().get("mapId"));
    }

    /** As the field's mapper left its books: its own spelling, times with an offset, and fields that are not there. */
    @Test
    void whatTheFieldsMapperWroteIsReadInItsSpelling() throws Exception {
        UUID id = UUID.randomUUID();
        UUID session = UUID.randomUUID();
        Path folder = Files.createDirectories(temp.resolve("maps/map_41.4810_-81.8084"));
        String snake = """
                {"id":"%s","name":"map_41.4810_-81.8084","description":null,
                "bounds":{"min_lat":41.481,"max_lat":41.482,"min_lon":-81.809,"max_lon":-81.808},"version":3,
                "created_at":"2025-03-01T08:00:00+00:00","updated_at":"2025-03-02T10:00:00.5+02:00","assets":{"splat":"splat.ply"},
                "sessions":[{"session_id":"%s","rover_id":"frog-7","date":"2025-03-01T08:00:00Z"}],
                "stats":{"total_points":1000,"total_splats":900,"coverage_pct":12.5}}""".formatted(id, session);
        Files.writeString(folder.resolve("manifest.json"), snake);
        Files.writeString(folder.resolve("splat.ply"), "ply\n");
        Files.writeString(temp.resolve("maps/index.json"), """
                {"maps":[{"id":"%s","name":"map_41.4810_-81.8084","bounds":null,"version":3,"updated_at":"2025-03-02T08:00:00Z"}],
                "updated_at":"2025-03-02T08:00:00Z"}"""
                .formatted(id));
        Files.writeString(temp.resolve("maps/sessions.json"), """
                [{"id":"%s","rover_id":"frog-7","path":"/data/sessions/frog-7/x","started_at":"2025-03-01T08:00:00Z","ended_at":null,
                "gps_bounds":{"min_lat":41.481,"max_lat":41.482,"min_lon":-81.809,"max_lon":-81.808},"lidar_frames":12,"camera_frames":3,
                "status":"Processed",
                "map_id":"%s","discovered_at":"2025-03-01T09:00:00Z","processed_at":"2025-03-01T10:00:00Z","error":null}]"""
                .formatted(session, id));
        try (ArchiveService archive = ArchiveService.start(temp)) {
            Api api = archive.api();
            Map<String, Object> map = api.get("/maps/" + id).json();
            fields(map, MANIFEST);
            assertEquals("2025-03-02T08:00:00.500Z", map.get("updatedAt"));
            assertEquals(Map.of("totalPoints", 1000, "totalSplats", 900, "coveragePct", 12.5), map.get("stats"));
            assertEquals(List.of(Map.of("sessionId", session.toString(), "roverId", "frog-7", "date", "2025-03-01T08:00:00Z")),
                    map.get("sessions"));
            assertEquals("ply\n", api.get("/maps/" + id + "/splat.ply").text());
            Map<String, Object> entry = api.get("/sessions/" + session).json();
            fields(entry, SESSION);
            assertEquals(List.of("processed", 12, 3, id.toString(), "2025-03-01T09:00:00Z"), List.of(entry.get("status"),
                    entry.get("lidarFrames"), entry.get("cameraFrames"), entry.get("mapId"), entry.get("discoveredAt")));
            Await.until("the index is written anew", () -> Files.readString(temp.resolve("maps/index.json")).contains("updatedAt"));
            fields(Json.objects(Json.object(file("index.json")).get("maps")).getFirst(), LISTED);
        }
    }
}

package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import depot.archive.recording.FieldRecordings;
import depot.recordings.SessionFolder;
import depot.support.Api;
import depot.support.Await;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The field's recording becomes a map of the yard that it was made in. */
class FieldMapTest {
    @TempDir
    Path temp;

    private void put(String folder, byte[] recording) throws Exception {
        Path file = Files.write(Files.createDirectories(temp.resolve("sessions").resolve(folder)).resolve("session.rrd"), recording);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
    }

    /** From a point to the nearest wall, post or box of the yard. */
    static double toYard(double x, double y) {
        double walls = Math.min(Math.min(Math.abs(x), Math.abs(x - 24)), Math.min(Math.abs(y), Math.abs(y - 16)));
        double posts = Math.min(Math.abs(Math.hypot(x - 8, y - 8) - 0.15), Math.abs(Math.hypot(x - 16, y - 8) - 0.15));
        return Math.min(Math.min(walls, posts), Math.abs(Math.hypot(x - 12, y - 10) - 0.8));
    }

    /** Per cent of the walls, and of the box and posts, in steps of 5 cm, that have a point of the map in their cell or one beside it. */
    private static double[] seenOutline(float[] points) {
        boolean[][] cells = new boolean[600][440]; // 5 cm each, from -2, -2
        for (int i = 0; i < points.length; i += 3) {
            cells[(int) ((points[i] + 2) / 0.05)][(int) ((points[i + 1] + 2) / 0.05)] = true;
        }
        int[] found = {0, 0};
        for (double at = 0; at < 24; at += 0.05) {
            count(cells, at, 0, found);
            count(cells, at, 16, found);
        }
        for (double at = 0; at < 16; at += 0.05) {
            count(cells, 0, at, found);
            count(cells, 24, at, found);
        }
        int[] round = {0, 0};
        for (double angle = 0; angle < 2 * Math.PI; angle += 0.05) {
            count(cells, 12 + 0.8 * Math.cos(angle), 10 + 0.8 * Math.sin(angle), round);
            count(cells, 8 + 0.15 * Math.cos(angle), 8 + 0.15 * Math.sin(angle), round);
            count(cells, 16 + 0.15 * Math.cos(angle), 8 + 0.15 * Math.sin(angle), round);
        }
        return new double[] {100.0 * found[0] / found[1], 100.0 * round[0] / round[1]};
    }

    private static void count(boolean[][] cells, double x, double y, int[] found) {
        int column = (int) ((x + 2) / 0.05);
        int row = (int) ((y + 2) / 0.05);
        boolean any = false;
        for (int i = -1; i <= 1; i++) {
            for (int j = -1; j <= 1; j++) {
                any |= cells[column + i][row + j];
            }
        }
        found[0] += any ? 1 : 0;
        found[1]++;
    }

    static float[] points(byte[] ply, int floats) {
        String head = new String(ply, 0, Math.min(2000, ply.length), StandardCharsets.ISO_8859_1);
        int begin = head.indexOf("end_header\n") + 11;
        ByteBuffer bytes = ByteBuffer.wrap(ply, begin, ply.length - begin).slice().order(ByteOrder.LITTLE_ENDIAN);
        int count = bytes.remaining() / (4 * floats);
        assertTrue(head.contains("element vertex " + count + "\n"), head);
        float[] points = new float[3 * count];
        for (int i = 0; i < count; i++) {
            for (int axis = 0; axis < 3; axis++) {
                points[3 * i + axis] = bytes.getFloat((i * floats + axis) * 4);
            }
        }
        return points;
    }

    @Test
    @SuppressWarnings("unchecked") // of JSON
    void theFieldsRecordingBecomesAMapOfItsYard() throws Exception {
        put("frog-0/sessions/2026-11-29T00-41-56", FieldRecordings.read("field"));
        put("frog-0/sessions/2026-11-29T01-00-28", Arrays.copyOf(FieldRecordings.read("rover"), 3_000_000));
        put("bvr-01/sessions/2026-11-29T00-42-03", FieldRecordings.read("compacted"));
        put("frog-0/sessions/2026-11-28T01-00-28", "nothing".getBytes(StandardCharsets.US_ASCII));
        String field = SessionFolder.id("frog-0", "2026-11-29T00-41-56").toString();
        String ended = SessionFolder.id("bvr-01", "2026-11-29T00-42-03").toString();
        try (ArchiveService archive = ArchiveService.start(temp)) {
            Api api = archive.api();
            for (String id : List.of(field, ended, SessionFolder.id("frog-0", "2026-11-29T01-00-28").toString())) {
                Await.until("it is in a map", () -> "processed".equals(api.get("/sessions/" + id).json().get("status")));
            }
            Map<String, Object> session = api.get("/sessions/" + field).json();
            assertTrue(session.get("note").toString().contains("stands alone"), session.toString());
            Map<String, Object> nothing = api.get("/sessions/" + SessionFolder.id("frog-0", "2026-11-29T01-00-28")).json();
            assertEquals("there is nothing to map: it has no scans", nothing.get("note"));
            assertNull(nothing.get("error"));
            assertNull(nothing.get("mapId"));
            assertEquals("invalid", api.get("/sessions/" + SessionFolder.id("frog-0", "2026-11-28T01-00-28")).json().get("status"));
            assertEquals(4, api.get("/sessions").json().get("total"));

            String map = session.get("mapId").toString();
            Map<String, Object> manifest = api.get("/maps/" + map).json();
            assertNull(manifest.get("bounds"), "nobody guesses where it is");
            float[] points = points(api.get("/maps/" + map + "/splat.ply").body(), 14);
            for (int i = 0; i < points.length; i += 3) {
                double away = toYard(points[i], points[i + 1]);
                assertTrue(away < 0.05, "a point " + away + " m off at " + points[i] + ", " + points[i + 1]);
            }
            double[] seen = seenOutline(points);
            assertTrue(seen[0] >= 90 && seen[1] >= 90, Arrays.toString(seen) + " % of walls, and of posts and box");
            checkFiles(api, map);
            placeByHand(api, map);

            Map<String, Object> placed = api.get("/sessions/" + ended).json();
            assertEquals("recording", ((Map<String, Object>) placed.get("placement")).get("source"));
            Map<String, Object> second = api.get("/maps/" + placed.get("mapId")).json();
            Map<String, Object> bounds = (Map<String, Object>) second.get("bounds");
            assertEquals(41.481, (double) bounds.get("min_lat"), 0.001);
            assertEquals(List.of(Map.of("sessionId", ended, "roverId", "bvr-01", "date", "2026-11-29T00:42:03Z")), second.get("sessions"));
            assertEquals(409, api.send("DELETE", "/maps/" + placed.get("mapId") + "/placement", null).status(), "its sessions place it");
            assertEquals(2, api.get("/maps").json().get("total"));
            assertEquals(2, api.get("/health").json().get("maps"));
            try (var left = Files.list(temp.resolve("jobs/input"))) {
                assertEquals(0, left.count(), "inputs are gone after their jobs");
            }
        }
    }

    @SuppressWarnings("unchecked") // of JSON
    private static void checkFiles(Api api, String map) throws Exception {
        Api.Answer whole = api.get("/maps/" + map + "/splat.ply");
        Api.Answer part = api.get("/maps/" + map + "/splat.ply", "Range", "bytes=4-9");
        assertEquals(206, part.status());
        assertEquals("format".substring(0, 6), part.text());
        assertEquals("bytes 4-9/" + whole.body().length, part.header("Content-Range").orElseThrow());
        String tag = whole.header("ETag").orElseThrow();
        assertEquals(304, api.get("/maps/" + map + "/splat.ply", "If-None-Match", tag).status());
        assertEquals(416, api.get("/maps/" + map + "/splat.ply", "Range", "bytes=999999999-").status());
        assertEquals(404, api.get("/maps/" + map + "/thumbnail.jpg").status(), "its picture is a PNG");
        assertEquals(404, api.get("/maps/" + map + "/pointcloud.laz").status());
        assertEquals(404, api.get("/maps/none").status());
        byte[] png = api.get("/maps/" + map + "/thumbnail.png").body();
        List<?> edges = (List<?>) api.get("/maps/" + map).json().get("pictureMetres");
        int width = ByteBuffer.wrap(png, 16, 4).getInt();
        assertEquals(0.05 * width, (double) edges.get(2) - (double) edges.get(0), 1e-6, "a pixel is 5 cm");
        assertTrue((double) edges.get(0) < 0 && (double) edges.get(0) > -0.2 && (double) edges.get(3) > 16 && (double) edges.get(3) < 16.3,
                edges.toString());
        assertEquals("PNG", new String(png, 1, 3, StandardCharsets.US_ASCII));
        assertEquals(405, api.send("DELETE", "/maps/" + map, null).status());
        Map<?, ?> listed = ((List<Map<?, ?>>) api.get("/maps").json().get("maps")).stream().filter(each -> each.get("id").equals(map))
                .findFirst()
                .orElseThrow();
        assertEquals("/maps/" + map + "/thumbnail.png", listed.get("thumbnailUrl"));
        assertEquals(true, listed.get("hasSplat"));
        assertEquals(1, listed.get("sessionCount"));
    }

    private static void placeByHand(Api api, String map) throws Exception {
        String points = """
                {"points":[{"x":0,"y":0,"latitude":41.48,"longitude":-81.81},{"x":24,"y":0,"latitude":41.48,"longitude":%s}]}""";
        Api.Answer refused = api.send("PUT", "/maps/" + map + "/placement", points.formatted("-81.80").getBytes(StandardCharsets.UTF_8));
        assertEquals(422, refused.status(), refused.toString());
        Api.Answer placed = api.send("PUT", "/maps/" + map + "/placement", points.formatted("-81.8097125")
                .getBytes(StandardCharsets.UTF_8));
        assertEquals(200, placed.status(), placed.toString());
        assertEquals("operator", ((Map<?, ?>) placed.json().get("placement")).get("source"));
        assertEquals(41.48, (double) ((Map<?, ?>) placed.json().get("bounds")).get("min_lat"), 1e-4);
        Api.Answer away = api.send("DELETE", "/maps/" + map + "/placement", null);
        assertEquals(200, away.status(), away.toString());
        assertNull(away.json().get("placement"));
        assertNull(api.get("/maps/" + map).json().get("bounds"));
    }
}

package depot.discovery.sessions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.common.http.Refused;
import depot.common.http.Response;
import depot.recordings.SmallFile;
import depot.recordings.SmallFileWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rovers in the field really leave, and what archive makes of it. */
class LeftByRoversTest {
    @TempDir
    Path temp;
    Recordings recordings;

    @BeforeEach
    void begin() {
        recordings = new Recordings(temp);
    }

    @AfterEach
    void endAnswers() {
        recordings.endAnswers();
    }

    private Map<String, Object> only() throws IOException {
        List<Map<String, Object>> list = recordings.list(null);
        assertEquals(1, list.size(), list.toString());
        return list.getFirst();
    }

    private byte[] downloaded(String rover, String session) throws IOException {
        Response response = recordings.download("GET", rover, session);
        assertEquals(200, response.status());
        return Recordings.body(response);
    }

    @Test
    void aRecordingWithoutMetadata() throws IOException {
        recordings.write("frog-0/sessions/2026-11-29T00-41-56/session.rrd", "RRF2");
        Map<String, Object> session = only();
        assertEquals("2026-11-29T00:41:56Z", session.get("started_at"));
        assertEquals("frog-0", session.get("rover_id"));
        assertEquals("session.rrd", session.get("session_file"));
        assertNull(session.get("ended_at"));
        assertEquals(0, session.get("pose_samples"));
        assertEquals(4, session.get("bytes"));
        assertEquals(4, session.get("storedBytes"));
        assertEquals(36, session.get("session_id").toString().length());
        assertEquals(session, only(), "the same id each time");
        assertArrayEquals("RRF2".getBytes(), downloaded("frog-0", "2026-11-29T00-41-56"));
        recordings.write("frog-1/sessions/2026-11-29T00-41-56/session.rrd", "RRF2");
        assertNotEquals(recordings.list(null).get(0).get("session_id"), recordings.list(null).get(1).get("session_id"));
    }

    @Test
    void aFolderWhoseNameIsNoTimeHasTheRecordingsOwn() throws IOException {
        recordings.write("frog-0/sessions/2026-13-29T00-41-56/session.rrd", "RRF2");
        assertEquals("2026-03-01T11:00:00Z", only().get("started_at"));
    }

    @Test
    void anOlderRecordersNameForTheFile() throws IOException {
        recordings.write("bvr-01/sessions/a/metadata.json", """
                {"session_id":"s","rover_id":"bvr-01","started_at":"2026-03-01T09:00:00Z","telemetry_file":"telemetry.rrd"}""");
        recordings.write("bvr-01/sessions/a/telemetry.rrd", "older");
        assertEquals("telemetry.rrd", only().get("session_file"));
        assertEquals(5, only().get("bytes"));
        assertArrayEquals("older".getBytes(), downloaded("bvr-01", "a"));
    }

    @Test
    void metadataCannotNameWhatIsNotARecordingOfItsOwn() throws IOException {
        recordings.write("other/secret", "secret");
        for (String name : List.of("../../../other/secret", "metadata.json", "..", ".depot-removed", "/etc/passwd", "x\\u0000")) {
            recordings.write("bvr-01/sessions/a/metadata.json", """
                    {"session_id":"s","rover_id":"bvr-01","started_at":"2026-03-01T09:00:00Z","session_file":"%s"}""".formatted(name));
            recordings.list(null);
            assertEquals(404, recordings.downloadStatus("bvr-01", "a"), name);
        }
    }

    @Test
    void aFolderThatIsNotTheRoversNameIsFoundUnderEither() throws IOException {
        String folder = "frog-0\nfrog-0"; // as an old upload script makes it
        recordings.write(folder + "/sessions/a/metadata.json", """
                {"session_id":"s","rover_id":"frog-0","started_at":"2026-03-01T09:00:00Z"}""");
        recordings.write(folder + "/sessions/a/session.rrd", "frog");
        recordings.session("someone", "a", "2026-03-01T09:00:00Z");
        Map<String, Object> session = recordings.list("rover_id=frog-0").getFirst();
        assertEquals("frog-0", session.get("rover_id"));
        assertEquals(folder, session.get("rover_dir"));
        assertEquals(List.of("a"), recordings.listed("rover_id=frog-0%0Afrog-0"));
        assertArrayEquals("frog".getBytes(), downloaded("frog-0", "a"));
        assertArrayEquals("frog".getBytes(), downloaded("frog-0%0Afrog-0", "a"));
        assertEquals(404, recordings.downloadStatus("frog", "a"));
    }

    @Test
    void aRecordingThatWasCleanedAwayIsSaidToBeGone() throws IOException {
        Path file = recordings.write("bvr-01/sessions/a/session.rrd", "x");
        recordings.session("bvr-01", "a", "2026-03-01T09:00:00Z");
        assertEquals(1, only().get("bytes"));
        Files.delete(file);
        assertNull(only().get("bytes"));
        assertNull(only().get("storedBytes"));
        assertEquals(404, recordings.downloadStatus("bvr-01", "a"));
    }

    @Test
    void aRecordingThatGrowsIsListedAsItIs() throws IOException {
        recordings.session("bvr-01", "a", "2026-03-01T09:00:00Z");
        for (int bytes = 1; bytes < 4; bytes++) {
            recordings.write("bvr-01/sessions/a/session.rrd", new byte[bytes]);
            assertEquals(bytes, only().get("bytes"));
        }
    }

    /** Some megabytes that do not pack to nothing, so that frames have different sizes. */
    private static byte[] content() {
        byte[] bytes = new byte[3 * 1024 * 1024 + 12_345];
        new Random(1).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i += 8) {
            Arrays.fill(bytes, i, Math.min(i + 6, bytes.length), (byte) (i >> 16));
        }
        return bytes;
    }

    /** Makes a recording small, as archive does. */
    private void makeSmall(Path file) throws IOException {
        Path small = file.resolveSibling("session.rrd.zst");
        try (FileChannel channel = FileChannel.open(file)) {
            SmallFileWriter.write(channel, channel.size(), String.valueOf(Files.readAttributes(file, "fileKey").get("fileKey")), small);
        }
        Files.setLastModifiedTime(small, Files.getLastModifiedTime(file));
        Files.delete(file);
    }

    @Test
    void aRecordingThatIsKeptSmallLooksAsBefore() throws IOException {
        byte[] content = content();
        Path file = recordings.write("frog-0/sessions/2026-11-29T00-41-56/session.rrd", content);
        Map<String, Object> before = only();
        Map<String, String> headers = recordings.download("HEAD", "frog-0", "2026-11-29T00-41-56").headers();
        makeSmall(file);
        Map<String, Object> after = only();
        assertEquals(Files.size(file.resolveSibling("session.rrd.zst")), ((Number) after.get("storedBytes")).longValue());
        after.put("storedBytes", before.get("storedBytes"));
        assertEquals(before, after);
        Response whole = recordings.download("GET", "frog-0", "2026-11-29T00-41-56");
        assertEquals(headers, whole.headers(), "the tag and the time, too: a client goes on with what it has");
        assertArrayEquals(content, Recordings.body(whole));
        assertEquals(304, recordings.download("GET", "frog-0", "2026-11-29T00-41-56", "If-None-Match", headers.get("ETag")).status());
    }

    @Test
    void rangesOfASmallRecordingAreOfTheOriginal() throws IOException {
        byte[] content = content();
        makeSmall(recordings.write("frog-0/sessions/a/session.rrd", content));
        Random random = new Random(2);
        for (int i = 0; i < 50; i++) {
            int first = random.nextInt(content.length);
            int last = Math.min(content.length - 1, first + random.nextInt(2 * 1024 * 1024));
            Response part = recordings.download("GET", "frog-0", "a", "Range", "bytes=" + first + "-" + last, "Accept-Encoding", "zstd");
            assertEquals(206, part.status());
            assertEquals("bytes " + first + "-" + last + "/" + content.length, part.headers().get("Content-Range"));
            assertNull(part.headers().get("Content-Encoding"));
            assertArrayEquals(Arrays.copyOfRange(content, first, last + 1), Recordings.body(part));
        }
    }

    @Test
    void clientsThatAcceptZstdGetTheStoredBytes() throws IOException {
        byte[] content = content();
        Path file = recordings.write("frog-0/sessions/a/session.rrd", content);
        assertNull(recordings.download("GET", "frog-0", "a", "Accept-Encoding", "zstd").headers().get("Content-Encoding"),
                "it is not small yet");
        String tag = recordings.download("HEAD", "frog-0", "a").headers().get("ETag");
        makeSmall(file);
        for (String accepted : List.of("zstd", "gzip, deflate, br, zstd", "zstd;q=0.5, identity;q=0")) {
            Response packed = recordings.download("GET", "frog-0", "a", "Accept-Encoding", accepted);
            assertEquals("zstd", packed.headers().get("Content-Encoding"), accepted);
            assertEquals("Accept-Encoding", packed.headers().get("Vary"));
            assertNotEquals(tag, packed.headers().get("ETag"));
            byte[] bytes = Recordings.body(packed);
            assertArrayEquals(Files.readAllBytes(file.resolveSibling("session.rrd.zst")), bytes);
            Path copy = Files.write(temp.resolve("copy"), bytes);
            ByteBuffer unpacked = ByteBuffer.allocate(content.length);
            try (SmallFile small = SmallFile.open(copy)) {
                while (unpacked.hasRemaining()) {
                    small.read(unpacked, unpacked.position());
                }
            }
            assertArrayEquals(content, unpacked.array());
            assertEquals(304, recordings.download("GET", "frog-0", "a", "Accept-Encoding", accepted, "If-None-Match", packed.headers()
                    .get("ETag")).status());
        }
        for (String other : List.of("gzip", "*", "zstd;q=0", "zstd;q=0.000", "zstdx", "")) {
            assertNull(recordings.download("GET", "frog-0", "a", "Accept-Encoding", other).headers().get("Content-Encoding"), other);
        }
    }

    @Test
    void whereBothAreThereTheRecordingCounts() throws IOException {
        Path file = recordings.write("frog-0/sessions/a/session.rrd", "older");
        makeSmall(file);
        recordings.write("frog-0/sessions/a/session.rrd", "newer one");
        assertEquals(9, only().get("bytes"));
        assertArrayEquals("newer one".getBytes(), downloaded("frog-0", "a"));
    }

    @Test
    void aDamagedSmallRecordingIsLoggedAndNotServed() throws IOException {
        recordings.session("frog-0", "good", "2026-03-01T09:00:00Z");
        recordings.write("frog-0/sessions/a/session.rrd.zst", "no such thing");
        assertEquals(List.of("good"), recordings.listed());
        assertThrows(Refused.class, () -> recordings.download("GET", "frog-0", "a"));
        assertEquals(true, recordings.warnings.getFirst().contains("/frog-0/sessions/a"), recordings.warnings.toString());
    }

    @Test
    void theNameOfADownloadHasRoverAndTimeIfAsked() throws IOException {
        recordings.write("frog-0\nfrog-0/sessions/2026-11-29T00-41-56/session.rrd", "x");
        Response plain = recordings.download("GET", "frog-0%0Afrog-0", "2026-11-29T00-41-56");
        assertEquals("attachment; filename=\"session.rrd\"", plain.headers().get("Content-Disposition"));
        Response named = recordings.routes.download(new depot.common.http.Request("GET", "/x",
                "/api/sessions/{rover_id}/{session_dir}/session.rrd",
                Map.of("rover_id", "frog-0%0Afrog-0", "session_dir", "2026-11-29T00-41-56"), "named=true",
                        new com.sun.net.httpserver.Headers(),
                new ByteArrayInputStream(new byte[0]), 0, "here"));
        named.discard();
        assertEquals("attachment; filename=\"frog-0-frog-0_2026-11-29T00-41-56.rrd\"", named.headers().get("Content-Disposition"));
    }
}

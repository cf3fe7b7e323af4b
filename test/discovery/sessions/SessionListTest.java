package depot.discovery.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.json.BadInput;
import depot.common.memory.MemoryBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code GET /api/sessions} lists, in what order, and in which parts. */
class SessionListTest {
    @TempDir
    Path temp;
    Recordings recordings;

    @BeforeEach
    void folder() throws IOException {
        recordings = new Recordings(Files.createDirectory(temp.resolve("sessions-dir")));
    }

    @Test
    void aMissingFolderIsAnEmptyList() throws IOException {
        Recordings missing = new Recordings(temp.resolve("not/there"));
        assertEquals("{\"sessions\":[]}", new String(missing.listBytes(null), StandardCharsets.UTF_8));
        assertEquals(List.of(), missing.warnings);
        missing.session("bvr-01", "a", "2026-03-01T09:00:00Z"); // it came later
        assertEquals(List.of("a"), missing.listed());
    }

    @Test
    void aFileInItsPlaceIsAnEmptyListAndLoggedOnce() throws IOException {
        Recordings file = new Recordings(Files.createFile(temp.resolve("file")));
        assertEquals(List.of(), file.listed());
        assertEquals(List.of(), file.listed());
        assertEquals(1, file.warnings.size());
        assertEquals(404, file.downloadStatus("bvr-01", "a"));
    }

    @Test
    void theWholeAnswer() throws IOException {
        recordings.write("bvr-01/sessions/2026-03-01_0900/metadata.json", """
                {"session_id":"1f","rover_id":"bvr-01","started_at":"2026-03-01T09:00:00Z","ended_at":"2026-03-01T09:10:00Z",
                 "duration_secs":600.5,"gps_bounds":{"min_lat":47.1,"max_lat":47.2,"min_lon":8.1,"max_lon":8.2},
                 "lidar_frames":6000,"camera_frames":18000,"pose_samples":60000,"session_file":"session.rrd"}""");
        recordings.session("bvr-02", "b", "2026-03-01T08:00:00Z");
        assertEquals("""
                {"sessions":[{"session_id":"1f","rover_id":"bvr-01","started_at":"2026-03-01T09:00:00Z",\
                "ended_at":"2026-03-01T09:10:00Z","duration_secs":600.5,\
                "gps_bounds":{"min_lat":47.1,"max_lat":47.2,"min_lon":8.1,"max_lon":8.2},"lidar_frames":6000,\
                "camera_frames":18000,"pose_samples":60000,"session_file":"session.rrd","session_dir":"2026-03-01_0900",\
                "rover_dir":"bvr-01","bytes":null,"storedBytes":null},\
                {"session_id":"b","rover_id":"bvr-01","started_at":"2026-03-01T08:00:00Z","ended_at":null,\
                "duration_secs":0.0,"gps_bounds":null,"lidar_frames":0,"camera_frames":0,"pose_samples":0,\
                "session_file":"session.rrd","session_dir":"b","rover_dir":"bvr-02","bytes":null,"storedBytes":null}]}""",
                new String(recordings.listBytes(null), StandardCharsets.UTF_8));
    }

    @Test
    void bothLayouts() throws IOException {
        recordings.session("nested", "n", "2026-03-01T09:00:00Z");
        recordings.write("flat/f/metadata.json", Recordings.metadata("f", "2026-03-01T08:00:00Z"));
        recordings.write("flat/sessions", "a file of that name is no folder");
        assertEquals(List.of("n", "f"), recordings.listed());
    }

    @Test
    void whereThereIsASessionsFolderOnlyThatCounts() throws IOException {
        recordings.write("bvr-01/beside/metadata.json", Recordings.metadata("f", "2026-03-01T08:00:00Z"));
        Files.createDirectory(recordings.root.resolve("bvr-01/sessions"));
        assertEquals(List.of(), recordings.listed());
    }

    @Test
    void whatIsNoSessionIsPassedOver() throws IOException {
        recordings.session("bvr-01", "a", "2026-03-01T09:00:00Z");
        recordings.write("file", "x");
        recordings.write("bvr-01/sessions/file", "x");
        recordings.write("bvr-01/sessions/no-metadata/other.rrd", "x");
        recordings.write("bvr-01/sessions/uploading/session.rrd.partial", "x");
        recordings.write("bvr-01/sessions/uploading/.depot-partial-0", "x");
        Files.createDirectories(recordings.root.resolve("empty rover"));
        assertEquals(List.of("a"), recordings.listed());
        assertEquals(List.of(), recordings.warnings);
    }

    @Test
    void theNewestFirstAsInstantsAndWhatHasNoTimeLast() throws IOException {
        recordings.session("r1", "noon-in-utc", "2026-03-01T12:00:00Z");
        recordings.session("r2", "eleven-in-utc", "2026-03-01T13:00:00+02:00");
        recordings.session("r1", "half-past-eleven", "2026-03-01 11:30:00Z");
        recordings.session("r1", "a-nanosecond-later", "2026-03-01t12:00:00.000000001z");
        recordings.session("r2", "text-a", "around noon");
        recordings.session("r1", "text-b", "before noon");
        recordings.session("r1", "same-b", "2026-01-01T00:00:00Z");
        recordings.session("r2", "same-a", "2026-01-01T00:00:00Z");
        recordings.session("r1", "same-a", "2026-01-01T00:00:00Z");
        assertEquals(List.of("a-nanosecond-later", "noon-in-utc", "half-past-eleven", "eleven-in-utc",
                "same-a", "same-b", "same-a", "text-b", "text-a"), recordings.listed());
    }

    @Test
    void theFilterGoesByTheRoversFolderOrByWhatTheMetadataSays() throws IOException {
        recordings.session("folder-1", "a", "2026-03-01T09:00:00Z"); // its metadata says bvr-01
        recordings.session("folder-2", "b", "2026-03-01T10:00:00Z");
        recordings.session("wiese 2", "c", "2026-03-01T11:00:00Z");
        assertEquals(List.of("a"), recordings.listed("rover_id=folder-1"));
        assertEquals(List.of("b"), recordings.listed("rover_id=folder-2&x=y"));
        assertEquals(List.of("c"), recordings.listed("rover_id=wiese+%32"));
        assertEquals(List.of("c", "b", "a"), recordings.listed("rover_id=bvr-01"));
        assertEquals(List.of(), recordings.listed("rover_id=folder"));
        assertEquals(List.of("c", "b", "a"), recordings.listed("rover_id="));
    }

    @ParameterizedTest(name = "?{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            limit=2                     | e d
            limit=2&offset=0            | e d
            limit=2&offset=2            | c b
            limit=2&offset=4            | a
            limit=2&offset=5            | ''
            offset=3                    | b a
            offset=2147483647           | ''
            limit=2147483647&offset=4   | a
            limit=5                     | e d c b a
            limit=1&rover_id=r1         | e
            limit=1&offset=1&rover_id=r1| c
            """)
    void parts(String query, String wanted) throws IOException {
        recordings.session("r1", "a", "2026-03-01T01:00:00Z");
        recordings.session("r2", "b", "2026-03-01T02:00:00Z");
        recordings.session("r1", "c", "2026-03-01T03:00:00Z");
        recordings.session("r2", "d", "2026-03-01T04:00:00Z");
        recordings.session("r1", "e", "2026-03-01T05:00:00Z");
        assertEquals(wanted.isEmpty() ? List.of() : List.of((Object[]) wanted.split(" ")), recordings.listed(query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=", "limit=x", "limit=1.5", "limit=1e3", "limit=%2B1", "limit=+1", "limit=0x1", "limit=--1", "limit",
            "offset=", "offset=x", "limit=5&offset=%D9%A1", "limit=null"})
    void aPartThatIsNoNumberIsMalformed(String query) {
        BadInput bad = assertThrows(BadInput.class, () -> recordings.listed(query));
        assertEquals(BadInput.Kind.MALFORMED, bad.kind());
    }

    @ParameterizedTest
    @CsvSource({"limit=0,limit", "limit=-1,limit", "limit=2147483648,limit", "limit=99999999999999999999999,limit",
            "offset=-1,offset", "limit=1&offset=2147483648,offset"})
    void aPartOutOfBoundsIsNotAllowed(String query, String field) {
        BadInput bad = assertThrows(BadInput.class, () -> recordings.listed(query));
        assertEquals(BadInput.Kind.NOT_ALLOWED, bad.kind());
        assertEquals(field, bad.field());
    }

    /** What a reader that reads nothing holds is its own, and thousands may. */
    @Test
    void aReaderHoldsOnlyASmallPieceOfTheList() throws IOException {
        for (int i = 0; i < 200; i++) {
            recordings.session("r1", "s" + i, "2026-03-01T01:00:00Z");
        }
        AtomicInteger largest = new AtomicInteger();
        recordings.listAnswer(null).body().writeTo(new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes, int from, int length) {
                largest.accumulateAndGet(length, Math::max);
            }
        });
        assertTrue(largest.get() <= MemoryBudget.SMALL_BYTES, "pieces of " + largest);
    }

    @Test
    void changesShowAtOnce() throws IOException {
        recordings.session("bvr-01", "a", "2026-03-01T01:00:00Z");
        assertEquals(List.of("a"), recordings.listed());
        Path b = recordings.session("bvr-01", "b", "2026-03-01T02:00:00Z");
        assertEquals(List.of("b", "a"), recordings.listed());
        recordings.session("bvr-01", "a", "2026-03-01T03:00:00.5Z");
        assertEquals(List.of("a", "b"), recordings.listed());
        Files.delete(b);
        assertEquals(List.of("a"), recordings.listed());
        assertEquals(List.of("a"), recordings.listed("rover_id=bvr-01"));
        recordings.session("bvr-01", "b", "2026-03-01T09:00:00Z");
        assertEquals(List.of("b", "a"), recordings.listed("rover_id=bvr-01"));
    }
}

package depot.discovery.tracks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.telemetry.RoverDatagrams;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.ServiceProcess;
import depot.support.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tracks as clients see them. */
class TrackContractTest {
    private static final long DAY = 1_700_000_000_000L;
    private static final String ALL = "?from=" + DAY + "&to=" + (DAY + 86_400_000);

    @TempDir
    Path folder;

    private void keep(String rover, TrackPoint... points) throws Exception {
        TrackStore store = new TrackStore(folder.resolve("data/tracks"), 100_000_000);
        store.load();
        store.append(rover, List.of(points));
    }

    private static TrackPoint at(int second, double metresEast, boolean begins) {
        return new TrackPoint(DAY + second * 1000L, 48.1375, 11.5755 + metresEast * 1e-5, 0.5f, begins);
    }

    private static List<Map<String, Object>> lines(Map<String, Object> track) {
        return Json.objects(track.get("lines"));
    }

    @Test
    void aRoversTrackIsServedInLinesThatAreNotJoined() throws Exception {
        keep("frog-0", at(0, 0, true), at(10, 5, false), at(70, 5, true), at(80, 12, false));
        try (TestService service = TestService.start(folder)) {
            Map<String, Object> track = service.api().get("/rovers/frog-0/track" + ALL).json();
            assertEquals("frog-0", track.get("id"));
            assertEquals(true, track.get("kept"));
            assertEquals(true, track.get("complete"));
            assertEquals(DAY, track.get("since"));
            assertEquals(System.currentTimeMillis(), Json.number(track.get("now")), 60_000);
            assertEquals(2, lines(track).size());
            assertEquals(false, lines(track).getFirst().get("continues"));
            assertEquals(List.of(DAY, 48.1375, 11.5755, 0.5, DAY + 10_000, 48.1375, 11.57555, 0.5), lines(track).getFirst().get("points"));
            track = service.api().get("/rovers/frog-0/track?from=" + (DAY + 5000) + "&to=" + (DAY + 75_000)).json();
            assertEquals(List.of(true, false), lines(track).stream().map(line -> line.get("continues")).toList());
            assertEquals(4, ((List<?>) lines(track).getFirst().get("points")).size());
            assertEquals(DAY, track.get("since"), "of all that is kept");
        }
    }

    @Test
    void asGeoJsonEachLineIsAFeatureAndAPlaceAloneAPoint() throws Exception {
        keep("frog-0", at(0, 0, true), at(10, 5, false), at(70, 5, true));
        keep("frog 1/2", at(3, 7, true), at(4, 8, false));
        try (TestService service = TestService.start(folder)) {
            Api.Answer answer = service.api().get("/tracks.geojson" + ALL);
            assertEquals("application/geo+json", answer.header("Content-Type").orElseThrow());
            assertEquals("attachment; filename=\"tracks.geojson\"", answer.header("Content-Disposition").orElseThrow());
            assertEquals("FeatureCollection", answer.json().get("type"));
            List<Map<String, Object>> features = Json.objects(answer.json().get("features"));
            assertEquals(3, features.size());
            Map<String, Object> first = Json.object(features.get(1).get("properties"));
            assertEquals("frog-0", first.get("roverId"));
            assertEquals(List.of("2023-11-14T22:13:20Z", "2023-11-14T22:13:30Z"), first.get("coordTimes"));
            assertEquals("2023-11-14T22:13:30Z", first.get("endedAt"));
            assertEquals(Map.of("type", "LineString", "coordinates", List.of(List.of(11.5755, 48.1375), List.of(11.57555, 48.1375))),
                    features.get(1).get("geometry"));
            assertEquals(Map.of("type", "Point", "coordinates", List.of(11.57555, 48.1375)), features.get(2).get("geometry"));
            answer = service.api().get("/rovers/frog%201%2F2/track.geojson" + ALL);
            assertEquals("attachment; filename=\"track-frog-1-2.geojson\"", answer.header("Content-Disposition").orElseThrow());
            assertEquals(1, Json.objects(answer.json().get("features")).size());
        }
    }

    @Test
    void allRoversTracksKeepWithinWhatIsAskedForAndKeepTheirEnds() throws Exception {
        for (String rover : List.of("a", "b")) {
            keep(rover, IntStream.range(0, 5000).mapToObj(i -> at(i, i, i == 0 || i == 2500)).toArray(TrackPoint[]::new));
        }
        try (TestService service = TestService.start(folder)) {
            Map<String, Object> whole = service.api().get("/tracks" + ALL).json();
            assertEquals(true, whole.get("complete"));
            assertEquals(List.of("a", "b"), Json.objects(whole.get("rovers")).stream().map(each -> each.get("id")).toList());
            Map<String, Object> thin = service.api().get("/tracks" + ALL + "&points=100").json();
            assertEquals(false, thin.get("complete"));
            for (Map<String, Object> rover : Json.objects(thin.get("rovers"))) {
                int count = 0;
                List<Object> ends = new ArrayList<>();
                for (Map<String, Object> line : lines(rover)) {
                    List<?> points = (List<?>) line.get("points");
                    count += points.size() / 4;
                    ends.add(points.getFirst());
                    ends.add(points.get(points.size() - 4));
                }
                assertTrue(count <= 60, String.valueOf(count));
                assertEquals(List.of(DAY, DAY + 2_499_000, DAY + 2_500_000, DAY + 4_999_000), ends);
            }
        }
    }

    @Test
    void aTrackInVeryManyPiecesIsBoundedToo() throws Exception {
        keep("a", IntStream.range(0, 5000).mapToObj(i -> at(i, i * 90.0, true)).toArray(TrackPoint[]::new));
        try (TestService service = TestService.start(folder)) {
            Map<String, Object> track = service.api().get("/rovers/a/track" + ALL + "&points=50").json();
            assertTrue(lines(track).size() <= 250, String.valueOf(lines(track).size()));
            assertEquals(false, track.get("complete"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "from=x&to=1|422|from|must be a time in Unix milliseconds",
        "from=0&to=|422|to|must be a time in Unix milliseconds",
        "from=-1|422|from|must be a time in Unix milliseconds",
        "to=99999999999999999999999|422|to|must be a time in Unix milliseconds",
        "to=4102444800001|422|to|must be a time in Unix milliseconds",
        "from=5&to=4|422|to|must not be before from",
        "from=0&to=604800001|422|to|must be within a week of from",
        "points=0|422|points|must be 1 to 100000",
        "points=1e3|422|points|must be 1 to 100000",
        "points=100001|422|points|must be 1 to 100000"})
    void whatCannotBeUsedIsNamed(String query, int status, String field, String rule) throws Exception {
        try (TestService service = TestService.start(folder)) {
            service.api().register("frog-0");
            for (String path : List.of("/tracks", "/tracks.geojson", "/rovers/frog-0/track", "/rovers/frog-0/track.geojson")) {
                Api.Answer answer = service.api().get(path + "?" + query);
                assertEquals(status, answer.status(), path);
                assertEquals(field + " " + rule, answer.json().get("error"));
                assertEquals(field, answer.json().get("field"));
            }
        }
    }

    @Test
    void anUnknownRoverIsNotFoundAForgottenOneHasLeftItsTrackAndANewOneHasNone() throws Exception {
        keep("left", at(0, 0, true));
        try (TestService service = TestService.start(folder)) {
            service.api().register("new");
            assertEquals(404, service.api().get("/rovers/unknown/track").status());
            assertEquals("Rover not found", service.api().get("/rovers/unknown/track.geojson").json().get("error"));
            assertEquals(1, lines(service.api().get("/rovers/left/track" + ALL).json()).size());
            Map<String, Object> none = service.api().get("/rovers/new/track").json();
            assertEquals(List.of(), lines(none));
            assertNull(none.get("since"));
        }
    }

    @Test
    void withoutRoomForThemNoneAreKeptAndThatIsSaid() throws Exception {
        keep("frog-0", at(0, 0, true));
        try (TestService service = TestService.start(folder, "TRACKS_MB", "0")) {
            service.api().register("frog-0");
            assertEquals(false, service.api().get("/tracks").json().get("kept"));
            assertEquals(false, service.api().get("/rovers/frog-0/track" + ALL).json().get("kept"));
            assertEquals(404, service.api().get("/rovers/unknown/track").status());
        }
        assertTrue(Files.exists(folder.resolve("data/tracks")), "what is there is left alone");
    }

    private static List<Map<String, Object>> now(Api api, String rover) throws Exception {
        return lines(api.get("/rovers/" + rover + "/track").json());
    }

    @Test
    void tracksOfTelemetryAreThereAfterAKill() throws Exception {
        List<Map<String, Object>> before;
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            service.api().register("frog-0");
            int port = (int) Json.number(service.api().get("/health").json().get("telemetryPort"));
            try (RoverDatagrams rover = new RoverDatagrams(port)) {
                rover.send("gps,rover=frog-0 latitude=48.1375,longitude=11.5755,accuracy=0.02 1\n"
                        + "gps,rover=stranger latitude=1,longitude=1 1");
                Await.until("it is kept", () -> !now(service.api(), "frog-0").isEmpty());
            }
            before = now(service.api(), "frog-0");
            assertEquals(System.currentTimeMillis(), Json.number(((List<?>) before.getFirst().get("points")).getFirst()), 60_000,
                    "when it came, not what the rover's clock said");
            assertEquals(404, service.api().get("/rovers/stranger/track").status());
            service.kill();
            service.awaitExit(Duration.ofSeconds(10));
        }
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertEquals(before, now(service.api(), "frog-0"));
            assertTrue(service.api().metric("depot_tracks_bytes") > 0);
            assertFalse(service.api().get("/tracks").json().toString().contains("stranger"));
        }
    }
}

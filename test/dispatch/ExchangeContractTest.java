package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.dispatch.exchange.Drawing;
import depot.dispatch.exchange.GeoJson;
import depot.support.Api;
import depot.support.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones in from files that GDAL and GPSBabel wrote and the examples of RFC 7946, and out as GeoJSON; tasks as CSV. */
class ExchangeContractTest {
    private static final Path FILES = Path.of(System.getProperty("depot.root"), "test", "captures", "maps");
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass().clearedAfterEach();
    static final Api api = depot.api();

    @BeforeEach
    void theOriginIsSet() throws Exception {
        depot.setOrigin(52.5, 13.4);
    }

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(FILES.resolve(name));
    }

    private static Api.Answer send(String name) throws Exception {
        return api.send("POST", "/zones." + name.substring(name.lastIndexOf('.') + 1), file(name), "Content-Type",
                "application/octet-stream");
    }

    /** As "type name corners/waypoints", in order. */
    private static List<String> zones(Api.Answer answer) {
        assertEquals(201, answer.status(), answer::toString);
        return Json.objects(answer.json().get("zones")).stream().map(zone -> zone.get("zoneType") + " " + zone.get("name") + " "
                + (zone.get("polygon") == null ? 0 : Json.objects(zone.get("polygon")).size()) + "/" + Json.objects(zone.get("waypoints"))
                .size()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gdal-3.6.geojson", "gdal-3.6-rfc7946.geojson", "gdal-3.6.kml", "gdal-3.6-libkml.kml"})
    void anAreaWithAHoleALineAndAPoint(String name) throws Exception {
        assertEquals(List.of("polygon Orchard & yard 4/0", "keepout Orchard & yard, keep-out 4/0", "route Lane 0/3", "point Gate 0/1"),
                zones(send(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpsbabel-1.8.gpx", "gpsbabel-1.8-gpx10.gpx"})
    void waypointsRoutesAndTracksOfGpx(String name) throws Exception {
        assertEquals(List.of("point Gate 0/1", "point Well 0/1", "point Shed 0/1", "route Imported 4 0/3", "route Imported 5 0/3"),
                zones(send(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gdal-3.6-route.gpx", "gdal-3.6-track.gpx"})
    void gpxOfGdal(String name) throws Exception {
        Api.Answer answer = send(name);
        assertEquals(List.of("route Lane 0/3"), zones(answer));
        Map<String, Object> second = Json.objects(Json.objects(answer.json().get("zones")).getFirst().get("waypoints")).get(1);
        assertEquals(0.0005 * 67_909.1, Json.number(second.get("x")), 0.01);
        assertEquals(0.0008 * 111_268.4, Json.number(second.get("y")), 0.01);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpsbabel-1.8.kml", "gpsbabel-1.8-gxtrack.kml"})
    void kmlOfGpsbabelInFolders(String name) throws Exception {
        List<String> zones = zones(send(name));
        assertTrue(zones.containsAll(List.of("point Gate 0/1", "point Well 0/1", "point Shed 0/1")), zones::toString);
        assertTrue(zones.stream().anyMatch(zone -> zone.startsWith("route ") && zone.endsWith(" 0/3")), zones::toString);
    }

    @Test
    void theExamplesOfRfc7946AreRead() throws Exception {
        List<Drawing> drawings = GeoJson.read(Json.object(new String(file("rfc7946.geojson"), StandardCharsets.UTF_8)));
        assertEquals(List.of("POINT", "LINE", "AREA", "AREA", "HOLE", "POINT", "POINT", "LINE", "LINE", "AREA", "AREA", "HOLE", "POINT",
                "LINE"),
                drawings.stream().map(each -> each.kind().name()).toList());
        assertEquals(4, drawings.get(3).places().size(), "a ring's last place is its first");
    }

    @Test
    void whatGoesOutComesInTheSame() throws Exception {
        depot.create("/zones", """
                {"name":"Yard","zoneType":"polygon",
                "polygon":[{"lat":52.5,"lon":13.4},{"lat":52.5003,"lon":13.4},{"lat":52.5003,"lon":13.4005}],
                "waypoints":[{"x":1,"y":2},{"x":3.25,"y":4}]}""");
        depot.create("/zones", """
                {"name":"Pond","zoneType":"keepout",
                "polygon":[{"lat":52.51,"lon":13.41},{"lat":52.51,"lon":13.42},{"lat":52.52,"lon":13.42}]}""");
        depot.zone("[{\"x\":7,\"y\":8}]");
        Api.Answer out = api.get("/zones.geojson");
        assertEquals(200, out.status());
        assertEquals("application/geo+json", out.header("Content-Type").orElseThrow());
        List<Map<String, Object>> features = Json.objects(out.json().get("features"));
        assertEquals(4, features.size(), "an area and its route are two");
        depot.clear();
        Api.Answer in = api.send("POST", "/zones.geojson", out.body());
        assertEquals(List.of("route yard 0/1", "keepout Pond 3/0", "polygon Yard 3/2"), zones(in).stream()
                .sorted(java.util.Comparator.comparing(z -> !z.startsWith("route")))
                .sorted((a, b) -> Integer.compare(rank(a), rank(b))).toList());
        Map<String, Object> yard = Json.objects(in.json().get("zones")).stream().filter(zone -> zone.get("name").equals("Yard")).findFirst()
                .orElseThrow();
        assertEquals(3.25, Json.number(Json.objects(yard.get("waypoints")).get(1).get("x")), 0.001);
    }

    private static int rank(String zone) {
        return zone.startsWith("route") ? 0 : zone.startsWith("keepout") ? 1 : 2;
    }

    @Test
    void ringsGoOutCounterclockwiseAndClosed() throws Exception {
        depot.create("/zones", """
                {"name":"Yard","zoneType":"polygon",
                "polygon":[{"lat":0,"lon":0},{"lat":1,"lon":0},{"lat":1,"lon":1},{"lat":0,"lon":1}]}""");
        String text = api.get("/zones.geojson").text();
        assertTrue(text.contains("[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,1.0],[0.0,0.0]]]"), text);
    }

    @Test
    void withoutAnOriginAreasComeAndLinesDoNot() throws Exception {
        depot.zone();
        depot.sql("UPDATE site SET latitude = NULL, longitude = NULL");
        Api.Answer lines = send("gdal-3.6-route.gpx");
        assertEquals(409, lines.status());
        assertTrue(lines.text().contains("origin"));
        Api.Answer area = api.post("/zones.geojson", "{\"type\":\"Polygon\",\"coordinates\":[[[13,52],[14,52],[14,53],[13,52]]]}");
        assertEquals(List.of("polygon Imported 1 3/0"), zones(area));
        assertTrue(api.get("/zones.geojson").text().contains("\"geometry\":null"), "a route that has no place");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', value = {
        "geojson | 400 | {",
        "geojson | 422 | {`type`:`FeatureCollection`}",
        "geojson | 422 | {`type`:`FeatureCollection`,`features`:[]}",
        "geojson | 422 | {`type`:`FeatureCollection`,`features`:[{`type`:`Feature`,`geometry`:{`type`:`Point`,`coordinates`:[200,1]}}]}",
        "geojson | 422 | {`type`:`FeatureCollection`,`features`:[{`type`:`Feature`,`geometry`:{`type`:`Point`,`coordinates`:[1e300,1]}}]}",
        "geojson | 422 | {`type`:`FeatureCollection`,`features`:[{`type`:`Feature`,`geometry`:{`type`:`Circle`,`coordinates`:[1,1]}}]}",
        "geojson | 422 | {`type`:`Polygon`,`coordinates`:[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}",
        "geojson | 422 | {`type`:`LineString`,`coordinates`:[[0,0],[1,1]]}",
        "geojson | 422 | {`type`:`LineString`,`coordinates`:5}",
        "gpx     | 422 | <kml/>",
        "gpx     | 422 | <gpx><wpt lat=`1`/></gpx>",
        "gpx     | 422 | <gpx><wpt lat=`x` lon=`1`/></gpx>",
        "gpx     | 422 | <gpx><wpt",
        "kml     | 422 | <kml><Placemark><Point><coordinates>1</coordinates></Point></Placemark></kml>",
        "kml     | 422 | <!DOCTYPE kml [<!ENTITY a `b`>]><kml><Placemark><name>&a;</name><Point><coordinates>13.4,52.5</coordinates></Point></Placemark></kml>",
        "kml     | 422 | <!DOCTYPE kml SYSTEM `http://127.0.0.1:1/x`><kml/>",
        "kml     | 422 | not XML at all"})
    void whatCannotBeUsedIsRefusedWithAReason(String format, int status, String content) throws Exception {
        Api.Answer answer = api.post("/zones." + format, content.replace('`', '"'));
        assertEquals(status, answer.status(), answer::toString);
        assertTrue(((String) answer.json().get("error")).length() > 10);
        assertEquals("[]", api.get("/zones").text());
    }

    @Test
    void anotherSystemOfPlacesIsRefusedByName() throws Exception {
        Api.Answer answer = send("gdal-3.6-utm.geojson");
        assertEquals(422, answer.status());
        assertTrue(answer.text().contains("32633"), answer::toString);
    }

    @Test
    void tasksComeAsCsv() throws Exception {
        depot.queue(depot.mission("=not\"there, yet"));
        Api.Answer answer = api.get("/tasks.csv?status=pending");
        assertEquals(200, answer.status());
        assertTrue(answer.header("Content-Type").orElseThrow().startsWith("text/csv"));
        List<String> lines = answer.text().lines().collect(Collectors.toList());
        assertEquals("id,mission,missionId,roverId,status,progress,waypoint,lap,error,createdAt,startedAt,endedAt,seconds",
                lines.getFirst());
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).contains(",mow,") && lines.get(1).contains(",pending,"), lines::toString);
        assertEquals(422, api.get("/tasks.csv?status=lost").status());
    }
}

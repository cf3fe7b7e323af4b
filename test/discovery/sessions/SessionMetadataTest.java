package depot.discovery.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.common.json.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionMetadataTest {
    private static final String WHOLE = """
            {"session_id":"s","rover_id":"r","started_at":"2026-03-01T09:00:00Z","ended_at":"2026-03-01T09:10:00.5Z",\
            "duration_secs":600.5,"gps_bounds":{"min_lat":47.1,"max_lat":47.25,"min_lon":-8.5,"max_lon":8.75},\
            "lidar_frames":6000,"camera_frames":18000,"pose_samples":60000,"session_file":"run.rrd"}""";
    private static final String LEAST = """
            {"session_id":"s","rover_id":"r","started_at":"2026-03-01T09:00:00Z"}""";

    private static final String NO_RECORDING = ",\"rover_dir\":\"folder\",\"bytes\":null,\"storedBytes\":null}";

    private static String listed(String metadata) {
        return new String(SessionMetadata.parse(metadata.getBytes(StandardCharsets.UTF_8)).json("folder", "dir", Optional.empty()),
                StandardCharsets.UTF_8);
    }

    @Test
    void allFieldsInTheContractsOrder() {
        assertEquals(WHOLE.replace("}", "").replace("8.75", "8.75}") + ",\"session_dir\":\"dir\"" + NO_RECORDING, listed(WHOLE));
    }

    @Test
    void whatIsAbsentHasItsDefault() {
        assertEquals("""
                {"session_id":"s","rover_id":"r","started_at":"2026-03-01T09:00:00Z","ended_at":null,"duration_secs":0.0,\
                "gps_bounds":null,"lidar_frames":0,"camera_frames":0,"pose_samples":0,"session_file":"session.rrd",\
                "session_dir":"dir\"""" + NO_RECORDING, listed(LEAST));
    }

    @Test
    void aNullIsAsGoodAsAbsent() {
        String nulls = LEAST.replace("}", """
                ,"ended_at":null,"duration_secs":null,"gps_bounds":null,"lidar_frames":null,"camera_frames":null,\
                "pose_samples":null,"session_file":null}""");
        assertEquals(listed(LEAST), listed(nulls));
    }

    @Test
    void unknownFieldsAndEmptyOptionalTextsAreIgnored() {
        assertEquals(listed(LEAST), listed(LEAST.replace("}", ",\"firmware\":{\"a\":[1]},\"ended_at\":\"\",\"session_file\":\"\"}")));
    }

    @Test
    void textsComeBackAsTheyWereWritten() throws IOException {
        String metadata = WHOLE.replace("\"s\"", "\"Wiese \\\"s\u00fcd\\\" \\ud83d\\ude9c\"").replace("09:00:00Z", "10:00:00+01:00");
        Map<String, Object> fields = JSON.std.mapFrom(listed(metadata));
        assertEquals("Wiese \"s\u00fcd\" \ud83d\ude9c", fields.get("session_id"));
        assertEquals("2026-03-01T10:00:00+01:00", fields.get("started_at"));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("no JSON", "session"),
                Arguments.of("cut", WHOLE.substring(0, WHOLE.length() - 1)),
                Arguments.of("text behind", WHOLE + "x"),
                Arguments.of("a list", "[" + WHOLE + "]"),
                Arguments.of("no session_id", WHOLE.replace("session_id", "id")),
                Arguments.of("no rover_id", WHOLE.replace("rover_id", "id")),
                Arguments.of("no started_at", WHOLE.replace("started_at", "at")),
                Arguments.of("null session_id", WHOLE.replace("\"s\"", "null")),
                Arguments.of("empty session_id", WHOLE.replace("\"s\"", "\"\"")),
                Arguments.of("session_id a number", WHOLE.replace("\"s\"", "7")),
                Arguments.of("half a surrogate pair", WHOLE.replace("\"s\"", "\"\\ud83d\"")),
                Arguments.of("half a pair in an optional text", WHOLE.replace("run.rrd", "\\ude9c")),
                Arguments.of("a very long id", WHOLE.replace("\"s\"", "\"" + "s".repeat(513) + "\"")),
                Arguments.of("started_at a number", WHOLE.replace("\"2026-03-01T09:00:00Z\"", "1772355600")),
                Arguments.of("ended_at a number", WHOLE.replace("\"2026-03-01T09:10:00.5Z\"", "1")),
                Arguments.of("duration a text", WHOLE.replace("600.5", "\"600.5\"")),
                Arguments.of("duration not finite", WHOLE.replace("600.5", "1e999")),
                Arguments.of("bounds a list", WHOLE.replaceFirst("\\{\"min_lat.*?}", "[1,2,3,4]")),
                Arguments.of("bounds with a corner missing", WHOLE.replace("\"max_lon\":8.75", "\"x\":1")),
                Arguments.of("bounds with a text", WHOLE.replace("8.75", "\"8.75\"")),
                Arguments.of("frames a fraction", WHOLE.replace("18000", "1.5")),
                Arguments.of("frames negative", WHOLE.replace("18000", "-1")),
                Arguments.of("samples a flag", WHOLE.replace("60000", "true")),
                Arguments.of("nested for ever", WHOLE.replace("\"run.rrd\"", "[".repeat(5000))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void brokenMetadataIsRefused(String what, String metadata) {
        assertThrows(BadInput.class, () -> listed(metadata), what);
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        byte[] latin = WHOLE.replace("\"s\"", "\"s\u00fcd\"").getBytes(StandardCharsets.ISO_8859_1);
        assertThrows(BadInput.class, () -> SessionMetadata.parse(latin));
    }
}

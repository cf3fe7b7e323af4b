package depot.gps.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.broadcast.Wakeup;
import depot.gnss.frames.Framer;
import depot.support.Json;
import depot.support.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own captures, one a fault: the status after each is what the file beside it says. Fields that must be missing are null there. */
class FaultCapturesTest {
    static List<Path> captures() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("depot.root"), "test", "captures", "gps"))) {
            return files.filter(file -> file.toString().endsWith(".ubx")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void theStatusIsAsExpected(Path capture) throws Exception {
        ManualTime time = new ManualTime();
        ReceiverState state = new ReceiverState(time, new Wakeup());
        state.opened(null);
        byte[] bytes = Files.readAllBytes(capture);
        Framer framer = new Framer(state::frame);
        for (byte one : bytes) {
            framer.accept(new byte[] {one});
        }
        framer.end();
        state.counted(framer.counts());
        time.advance(Duration.ofSeconds(2)); // the first epoch is over
        Map<String, Object> status = Json.object(new String(
                StatusJson.encode(state.status("test:", 0, Judged.nothing(Optional.empty()))), StandardCharsets.UTF_8));
        Map<String, Object> expected = Json.object(Files.readString(Path.of(capture.toString().replace(".ubx", ".json"))));
        assertFalse(expected.isEmpty());
        expected.forEach((field, value) -> {
            if (value == null) {
                assertFalse(status.containsKey(field), () -> field + " in " + status);
            } else if (field.equals("rtcmCounts")) {
                assertEquals(value.toString(), Json.objects(status.get("rtcmMessages")).stream()
                        .map(m -> m.get("type") + " " + m.get("count")).toList().toString());
            } else {
                assertEquals(value, status.get(field), field);
            }
        });
        assertTrue(framer.counts().waitingBytes() == 0);
    }
}

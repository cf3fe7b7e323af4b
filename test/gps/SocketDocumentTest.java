package depot.gps;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.api.DocumentedSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gps service's asyncapi.json against it. */
class SocketDocumentTest {
    @TempDir
    Path folder;

    @Test
    void aConsoleHearsTheStatusAtOnceAndOnChange() throws Exception {
        try (TestGps gps = TestGps.start(folder); DocumentedSocket console = DocumentedSocket.open("gps", gps.port(), "/ws")) {
            Map<String, Object> first = console.await("gps_status");
            assertTrue(first.containsKey("data"), first::toString);
            console.await("gps_status");
        }
    }
}

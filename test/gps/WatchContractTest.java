package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base that nobody can command is watched too: here a recording of one, with its position and another. */
class WatchContractTest {
    @TempDir
    Path folder;

    private TestGps playing(String position) throws Exception {
        Captures.read("f9p-base-mixed-a.log");
        String file = Captures.folder().orElseThrow().toAbsolutePath().resolve("f9p-base-mixed-a.log").toString();
        return TestGps.start(folder, "GPS_SOURCE", "file:" + file, "GPS_BASE", "fixed", "GPS_FIXED_POSITION", position);
    }

    @Test
    void itsOwnPositionIsFine() throws Exception {
        try (TestGps gps = playing("32.0658325,34.773819,72.134")) {
            gps.await("it says where it is", () -> gps.status().containsKey("basePosition"));
            assertEquals("ok", gps.api().get("/health").json().get("status"));
        }
    }

    @Test
    void aHeightAboveSeaLevelIsNoticed() throws Exception {
        try (TestGps gps = playing("32.0658325,34.773819,54.642")) {
            gps.await("it is reported", () -> gps.status().containsKey("degraded"));
            assertTrue(gps.status().get("degraded").toString().startsWith("message 1005 has a base position 17 m from"),
                    gps.status()::toString);
        }
    }
}

package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.ServiceProcess;
import depot.support.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process of 128 MB: what would need more is refused, and the process lives. */
class SmallHeapTest {
    @TempDir
    static Path folder;
    private static TestDatabase database;
    private static ServiceProcess service;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        service = ServiceProcess.start("dispatch", folder, List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"), "DATABASE_URL",
                database.url());
        api = service.api();
    }

    @AfterAll
    static void end() throws Exception {
        service.close();
        database.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"geojson; {`type`:`FeatureCollection`,`features`:[],`x`:[{}; ,{}; ]}",
        "kml; <kml>; <a/>; </kml>"})
    void anImportThatCouldNeedMoreThanThereIsIsRefused(String format, String head, String again, String tail) throws Exception {
        for (int bytes : new int[] {8 << 20, 1 << 20}) {
            byte[] file = (head.replace('`', '"') + again.repeat((bytes - 100) / again.length()) + tail).getBytes(StandardCharsets.UTF_8);
            Api.Answer answer = api.send("POST", "/zones." + format, file);
            assertEquals(bytes > 1 << 20 ? 413 : 422, answer.status(), answer::toString);
            assertTrue(service.isAlive());
        }
    }
}

package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.ServiceProcess;
import depot.support.TestDatabase;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    /** Connections that ask, and read nothing of the answer. */
    private static void ask(String path, int times, List<Socket> open) throws Exception {
        for (int i = 0; i < times; i++) {
            Socket socket = new Socket();
            open.add(socket);
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", service.port()));
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void awaitAnswerWhileManyAsk(String path, int bytes) throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            ask(path, 30, open);
            Await.until("it is answered", () -> {
                Api.Answer answer = api.get(path);
                assertEquals(answer.status() == 503, answer.header("Retry-After").isPresent());
                return answer.status() == 200 && answer.body().length >= bytes;
            });
        } finally {
            for (Socket each : open) {
                each.close();
            }
        }
    }

    @Test
    void thePictureIsThereForManyAtOnce() throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", png);
        byte[] picture = Arrays.copyOf(png.toByteArray(), 10 << 20);
        assertEquals(200, api.send("PUT", "/site/image", picture).status());
        awaitAnswerWhileManyAsk("/site/image", picture.length);
    }

    private static void fill(int zones) throws Exception {
        database.sql("INSERT INTO zones(name, zone_type, waypoints) SELECT 'large', 'route', w FROM generate_series(1, " + zones + "), ("
                + "SELECT jsonb_agg(jsonb_build_object('x', n + 0.0123456789012, 'y', n + 0.0123456789012)) AS w "
                + "FROM generate_series(1, 10000) n) each");
    }

    @ParameterizedTest
    @CsvSource({"/zones,10000000", "/zones.geojson,6000000", "/tasks?limit=10000,3000000", "/tasks.csv,2000000", "/missions,2000000"})
    void aLongListIsThereForManyAtOnce(String path, int bytes) throws Exception {
        database.sql("DELETE FROM zones");
        fill(25);
        database.sql("""
                INSERT INTO missions(name, zone_id) SELECT 'm' || n, (SELECT id FROM zones LIMIT 1) FROM generate_series(1, 10000) n;
                INSERT INTO tasks(mission_id, status, progress, waypoint, lap, error, ended_at)
                    SELECT id, 'failed', 0, 0, 0, repeat('e', 100), now() FROM missions""");
        database.sql("UPDATE site SET latitude = 52.5, longitude = 13.4");
        awaitAnswerWhileManyAsk(path, bytes);
    }

    @Test
    void theZoneWithWhichAllAreTooLargeIsRefused() throws Exception {
        String zone = "{\"name\":\"one more\",\"waypoints\":[{\"x\":1,\"y\":2}]}";
        database.sql("DELETE FROM zones");
        fill(25);
        Api.Answer fits = api.post("/zones", zone);
        assertEquals(201, fits.status(), fits::toString);
        fill(15);
        Api.Answer refused = api.post("/zones", zone);
        assertEquals(409, refused.status(), refused::toString);
        assertTrue(refused.text().contains("all zones together"), refused::text);
        byte[] name = "{\"name\":\"another\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals(200, api.send("PUT", "/zones/" + fits.json().get("id"), name).status());
        assertEquals(409, api.send("PUT", "/zones/" + fits.json().get("id"), zone.getBytes(StandardCharsets.UTF_8)).status());
        String area = "{\"type\":\"Polygon\",\"coordinates\":[[[13,52],[14,52],[14,53],[13,52]]]}";
        Await.until("it is refused: reading the size of all may take a busy database too long", () ->
                api.post("/zones.geojson", area).status() == 409);
        database.sql("DELETE FROM zones");
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

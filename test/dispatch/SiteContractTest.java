package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The site: where its origin is, and its picture. */
class SiteContractTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();

    @BeforeEach
    void nothingIsSet() throws Exception {
        depot.sql("UPDATE site SET name = NULL, latitude = NULL, longitude = NULL, height = NULL, corners = NULL, image = NULL, "
                + "image_type = NULL, image_tag = NULL");
    }

    static Api.Answer put(String json, String... headers) throws Exception {
        return api.send("PUT", "/site", json.getBytes(StandardCharsets.UTF_8), headers);
    }

    @Test
    void beforeAnythingWasSetAllIsNull() throws Exception {
        Api.Answer answer = api.get("/site");
        assertEquals(200, answer.status());
        for (String field : List.of("name", "origin", "imageCorners", "image")) {
            assertTrue(answer.json().containsKey(field) && answer.json().get(field) == null, field + ": " + answer);
        }
        assertEquals(404, api.get("/site/image").status());
    }

    @Test
    void whatIsPutIsThereAndTheRestStays() throws Exception {
        assertEquals(200, put("{\"name\":\"Hof Süd\",\"origin\":{\"latitude\":52.5,\"longitude\":13.4,\"height\":61.5}}").status());
        put("{\"imageCorners\":[{\"x\":0,\"y\":10},{\"x\":20,\"y\":10},{\"x\":0,\"y\":0}]}");
        Api.Answer answer = put("{\"name\":null,\"origin\":null}");
        assertEquals(200, answer.status());
        assertEquals(answer.json(), api.get("/site").json());
        assertEquals("Hof Süd", answer.json().get("name"));
        Map<String, Object> origin = Json.object(answer.json().get("origin"));
        assertEquals(List.of(52.5, 13.4, 61.5), List.of(origin.get("latitude"), origin.get("longitude"), origin.get("height")));
        assertEquals(3, Json.objects(answer.json().get("imageCorners")).size());
        put("{\"origin\":{\"latitude\":1,\"longitude\":2}}");
        assertEquals(null, Json.object(api.get("/site").json().get("origin")).get("height"),
                "another origin has not the height of the one before");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', value = {
        "origin.latitude   | {`origin`:{`latitude`:91,`longitude`:0}}", "origin.latitude | {`origin`:{`latitude`:1e300,`longitude`:0}}",
        "origin.longitude  | {`origin`:{`latitude`:1,`longitude`:180.5}}",
        "origin.height | {`origin`:{`latitude`:1,`longitude`:2,`height`:1e9}}",
        "name              | {`name`:``}", "imageCorners | {`imageCorners`:[]}",
        "imageCorners | {`imageCorners`:[{`x`:0,`y`:0},{`x`:1,`y`:1},{`x`:2,`y`:2}]}",
        "imageCorners[1].x | {`imageCorners`:[{`x`:0,`y`:0},{`x`:1e300,`y`:1},{`x`:2,`y`:0}]}"})
    void whatIsNotAllowedIs422AndNamesItsField(String field, String form) throws Exception {
        Api.Answer answer = put(form.replace('`', '"'));
        assertEquals(422, answer.status(), answer::toString);
        assertEquals(field, answer.json().get("field"));
        assertEquals(null, api.get("/site").json().get("origin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"origin\":5}", "{\"origin\":{\"latitude\":1}}",
            "{\"origin\":{\"latitude\":\"1\",\"longitude\":2}}", "{\"imageCorners\":{}}"})
    void whatIsMalformedIs400(String json) throws Exception {
        assertEquals(400, put(json).status());
    }

    @Test
    void itHasAVersionAsZonesHave() throws Exception {
        Api.Answer first = put("{\"name\":\"one\"}");
        String tag = first.header("ETag").orElseThrow();
        assertEquals(200, put("{\"name\":\"two\"}", "If-Match", tag).status());
        Api.Answer late = put("{\"name\":\"three\"}", "If-Match", tag);
        assertEquals(412, late.status());
        assertEquals("two", Json.object(late.json().get("current")).get("name"));
        assertEquals("two", api.get("/site").json().get("name"));
    }

    @Test
    void consolesAreSentChangesOfTheSite() throws Exception {
        depot.console();
        put("{\"name\":\"told\"}");
        assertEquals("told", Json.object(depot.console().awaitType("site_update", message -> true).get("site")).get("name"));
    }

    @ParameterizedTest
    @CsvSource({"png,image/png", "jpg,image/jpeg"})
    void aPictureIsKeptByWhatItIs(String format, String type) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), format, bytes);
        Api.Answer put = api.send("PUT", "/site/image", bytes.toByteArray(), "Content-Type", "text/html");
        assertEquals(200, put.status(), put::toString);
        Api.Answer got = api.get("/site/image");
        assertEquals(type, got.header("Content-Type").orElseThrow());
        assertEquals("nosniff", got.header("X-Content-Type-Options").orElseThrow());
        assertArrayEquals(bytes.toByteArray(), got.body());
        assertEquals(304, api.get("/site/image", "If-None-Match", got.header("ETag").orElseThrow()).status());
        Map<String, Object> image = Json.object(api.get("/site").json().get("image"));
        assertEquals(type, image.get("type"));
        assertEquals(bytes.size(), image.get("bytes"));
    }

    @Test
    void aPictureOf10MegabytesIsTakenAndALargerOneIsNot() throws Exception {
        byte[] large = new byte[10 << 20];
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", head);
        System.arraycopy(head.toByteArray(), 0, large, 0, head.size());
        assertEquals(200, api.send("PUT", "/site/image", large).status());
        assertArrayEquals(large, api.get("/site/image").body());
        assertEquals(413, api.send("PUT", "/site/image", Arrays.copyOf(large, large.length + 1)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>........................",
            "GIF89a..............................", "<!doctype html><script>alert(1)</script>"})
    void whatIsNoPictureIsRefusedWhateverItIsCalled(String content) throws Exception {
        Api.Answer answer = api.send("PUT", "/site/image", content.getBytes(StandardCharsets.UTF_8), "Content-Type", "image/png");
        assertEquals(422, answer.status(), answer::toString);
    }
}

package depot.common.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    private static BadInput refused(String json, Consumer<JsonObject> reading) {
        return assertThrows(BadInput.class, () -> reading.accept(JsonObject.parse(json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "[]", "3", "\"x\"", "null", "{} {}", "{}x", "{'a':1}", "{\"a\":NaN}", "{\"a\":01}",
            "{\"a\":1,}", "{\"a\":\"\u0001\"}", "{\"a\":\"\\ud8\"}", "{\"a\" 1}"})
    void whatIsNoJsonObjectIsMalformed(String text) {
        assertEquals(BadInput.Kind.MALFORMED, assertThrows(BadInput.class, () -> JsonObject.parse(text)).kind());
    }

    @Test
    void onlyUtf8IsTaken() {
        for (byte[] bad : new byte[][] {{'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
                {'{', '"', (byte) 0xFF, '"', ':', '1', '}'},
                {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'}, "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)}) {
            assertEquals(BadInput.Kind.MALFORMED, assertThrows(BadInput.class, () -> JsonObject.parse(bad)).kind());
        }
        assertEquals("Grüße 🤖", JsonObject.parse("{\"a\":\"Grüße 🤖\"}".getBytes(StandardCharsets.UTF_8)).text("a", 20));
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}";
        JsonObject.parse(deep);
        BadInput error = assertThrows(BadInput.class, () -> JsonObject.parse("{\"a\":" + "[".repeat(200_000)));
        assertTrue(error.getMessage().contains("nested"), error.getMessage());
    }

    @Test
    void aNullIsAsGoodAsAbsent() {
        JsonObject json = JsonObject.parse("{\"a\":null}");
        assertEquals(OptionalDouble.empty(), json.optionalNumber("a"));
        assertTrue(json.optionalText("a", 5).isEmpty());
        assertTrue(json.object("a").isEmpty());
        assertThrows(BadInput.class, () -> json.text("a", 5));
    }

    @Test
    void aWrongTypeIsMalformedAndNamesTheField() {
        String json = "{\"pose\":{\"x\":\"1\"},\"n\":3,\"list\":[1]}";
        assertEquals("the field pose.x must be a number", refused(json, j -> j.object("pose").orElseThrow().optionalNumber("x"))
                .getMessage());
        assertEquals("the field n must be a text", refused(json, j -> j.text("n", 5)).getMessage());
        assertEquals("the field n must be an object", refused(json, j -> j.object("n")).getMessage());
        assertEquals("the field list[0] must be an object", refused(json, j -> j.objects("list", 9)).getMessage());
    }

    @Test
    void aValueOutsideItsBoundsIsNotAllowedAndNamesTheField() {
        BadInput error = refused("{\"waypoints\":[{},{},{\"x\":1e999}]}", j -> j.objects("waypoints", 9).orElseThrow().get(2)
                .optionalNumber("x"));
        assertEquals(BadInput.Kind.NOT_ALLOWED, error.kind());
        assertEquals("waypoints[2].x", error.field());
        assertEquals("mode", refused("{\"mode\":6}", j -> j.optionalInteger("mode", 0, 5)).field());
        assertEquals("id", refused("{\"id\":\"\"}", j -> j.text("id", 5)).field());
        assertEquals("id", refused("{\"id\":\"123456\"}", j -> j.text("id", 5)).field());
        assertEquals("id", refused("{\"id\":\"a\\nb\"}", j -> j.text("id", 5)).field());
        assertEquals("id", refused("{\"id\":\"\\ud83e\"}", j -> j.text("id", 5)).field());
    }

    @Test
    void aWholeNumberMayBeWrittenWithAPoint() {
        assertEquals(OptionalInt.of(3), JsonObject.parse("{\"mode\":3.0}").optionalInteger("mode", 0, 5));
        assertEquals(BadInput.Kind.MALFORMED, refused("{\"mode\":3.5}", j -> j.optionalInteger("mode", 0, 5)).kind());
        assertEquals(BadInput.Kind.NOT_ALLOWED, refused("{\"mode\":1e300}", j -> j.optionalInteger("mode", 0, 5)).kind());
    }

    @Test
    void aHugeNumberCostsNothing() {
        assertEquals(BadInput.Kind.MALFORMED, assertThrows(BadInput.class, () -> JsonObject.parse("{\"a\":" + "9".repeat(50_000) + "}"))
                .kind());
        refused("{\"a\":1e999999999}", j -> j.optionalNumber("a"));
    }
}

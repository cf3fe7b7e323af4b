package depot.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON as UTF-8. Thread-safe. */
public final class JsonText {
    private static final JsonFactory FACTORY = JsonShape.FACTORY;

    private JsonText() {}

    /** What writes one value. */
    @FunctionalInterface
    public interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** The bytes of the one value that {@code body} writes. */
    public static byte[] write(Body body) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                body.writeTo(json);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    /** {@code {"<name>":"<value>"}}, the form of errors and of small answers. */
    public static byte[] pair(String name, String value) {
        return write(json -> {
            json.writeStartObject();
            json.writeStringField(name, value);
            json.writeEndObject();
        });
    }

    /** The WebSocket's answer to a message that cannot be used. */
    public static byte[] errorMessage(String message) {
        return write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "error");
            json.writeStringField("message", message);
            json.writeEndObject();
        });
    }
}

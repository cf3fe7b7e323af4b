package depot.dispatch.web;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.http.Response;
import depot.common.json.JsonText;
import java.io.IOException;
import java.util.List;

/** Makes answers of objects that write themselves as JSON. */
public final class JsonAnswers {
    private JsonAnswers() {}

    public static Response ok(JsonText.Body body) {
        return Response.json(200, JsonText.write(body));
    }

    /** Writes one of a list. */
    @FunctionalInterface
    public interface Entry<T> {
        void write(T value, JsonGenerator json) throws IOException;
    }

    public static <T> JsonText.Body list(List<T> values, Entry<T> entry) {
        return json -> {
            json.writeStartArray();
            for (T value : values) {
                entry.write(value, json);
            }
            json.writeEndArray();
        };
    }

    /** 201, in the form that is kept for a repeated call. */
    public static IdempotentCalls.Answer created(JsonText.Body body) {
        return new IdempotentCalls.Answer(201, JsonText.write(body));
    }
}

package depot.dispatch.web;

import depot.common.http.Response;
import depot.common.json.JsonText;
import java.util.List;

/** Makes answers of objects that write themselves as JSON. */
public final class JsonAnswers {
    private JsonAnswers() {}

    public static Response ok(JsonText.Body body) {
        return Response.json(200, JsonText.write(body));
    }

    public static Response list(List<? extends JsonText.Body> bodies) {
        return ok(json -> {
            json.writeStartArray();
            for (JsonText.Body body : bodies) {
                body.writeTo(json);
            }
            json.writeEndArray();
        });
    }

    /** 201, in the form that is kept for a repeated call. */
    public static IdempotentCalls.Answer created(JsonText.Body body) {
        return new IdempotentCalls.Answer(201, JsonText.write(body));
    }
}

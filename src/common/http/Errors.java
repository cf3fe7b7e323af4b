package depot.common.http;

import depot.common.json.BadInput;
import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import depot.common.threads.DiskThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one table from the exceptions of handlers to HTTP answers. */
final class Errors {
    private static final Logger log = LoggerFactory.getLogger("depot.http");

    private Errors() {}

    static Response answer(Throwable thrown, String what) {
        return switch (thrown) {
            case Refused refused -> refused.response();
            case DiskThreads.Busy busy -> Refused.unavailable(busy.getMessage()).response();
            case OutputBudget.Full full -> Refused.unavailable(full.getMessage()).response();
            case BadInput bad when bad.kind() == BadInput.Kind.MALFORMED -> Response.json(400, JsonText.pair("error", bad.getMessage()));
            case BadInput bad -> Response.json(422, JsonText.write(json -> {
                json.writeStartObject();
                json.writeStringField("error", bad.getMessage());
                json.writeStringField("field", bad.field());
                json.writeEndObject();
            }));
            default -> {
                log.error("{} failed", what, thrown);
                yield Response.json(500, JsonText.pair("error", "internal error"));
            }
        };
    }
}

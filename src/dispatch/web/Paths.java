package depot.dispatch.web;

import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.json.BadInput;
import depot.dispatch.model.Ids;
import java.util.UUID;

/** Identifiers in paths and parameters, and the one 404 for those that nothing has. */
final class Paths {
    private Paths() {}

    /**
     * The id in a path. {@code what} begins with a capital: Zone, Mission, Task.
     *
     * @throws Refused 404 for a text that is no id, as nothing has it
     */
    static UUID id(Request request, String what) {
        return Ids.parse(request.pathValue("id")).orElseThrow(() -> unknown(what));
    }

    static Refused unknown(String what) {
        return Refused.notFound(what + " not found");
    }

    /** @throws BadInput not allowed, naming the field */
    static UUID field(String field, String text) {
        return Ids.parse(text).orElseThrow(() -> BadInput.notAllowed(field, "must be a UUID"));
    }
}

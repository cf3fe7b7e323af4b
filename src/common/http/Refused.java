package depot.common.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is answered with an error status and {@code {"error":message}}. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    public Refused(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public static Refused notFound(String what) {
        return new Refused(404, what);
    }

    /** 503, with when to come again. */
    public static Refused unavailable(String why) {
        return new Refused(503, why).with("Retry-After", "2");
    }

    /** Adds a header to the answer. */
    public Refused with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    Response response() {
        Response response = Response.json(status, depot.common.json.JsonText.pair("error", getMessage()));
        headers.forEach(response::with);
        return response;
    }
}

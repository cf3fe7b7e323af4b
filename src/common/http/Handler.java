package depot.common.http;

/** Answers one request. Called on a virtual thread of the request's own; what it throws, {@link Errors} makes an answer of. */
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws Exception;
}

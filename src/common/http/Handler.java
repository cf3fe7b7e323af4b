package depot.common.http;

/** Answers one request. Called on a virtual thread of the request's own; {@link Errors} turns what it throws into an answer. */
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws Exception;
}

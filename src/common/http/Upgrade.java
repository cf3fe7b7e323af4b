package depot.common.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** Turns a request into a connection of another protocol, or throws as a {@link Handler} does before it has taken it. */
@FunctionalInterface
public interface Upgrade {
    /** Once this returns the exchange is no longer the server's, and is not touched again. */
    void upgrade(Request request, HttpExchange exchange, ConnectionTakeover takeover) throws IOException;
}

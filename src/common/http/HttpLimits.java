package depot.common.http;

import depot.common.config.Environment;
import depot.common.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The bounds of HTTP.
 *
 * @param headBytes request line and headers together
 * @param headSeconds within which a request must have come whole, its body included
 * @param bodyBytes largest body taken in
 * @param connections open connections, WebSockets included
 * @param stuckClose a client that reads nothing of its answer for this long is closed
 */
public record HttpLimits(int headBytes, int headSeconds, int bodyBytes, int connections, Duration stuckClose) {
    private static final Setting MAX_HEAD_BYTES =
            new Setting("MAX_HEAD_BYTES", "16384", "largest request head (request line and headers) taken in, in bytes");
    private static final Setting MAX_HEAD_SECONDS =
            new Setting("MAX_HEAD_SECONDS", "10", "seconds within which a request must have come whole");
    private static final Setting MAX_BODY_BYTES = new Setting("MAX_BODY_BYTES", "1048576", "largest request body taken in, in bytes");
    private static final Setting MAX_CONNECTIONS =
            new Setting("MAX_CONNECTIONS", "20000",
            "connections open at a time, of which WebSockets may have seven eighths; lowered where the process may open fewer files, or "
            + "its heap is small");
    public static final List<Setting> SETTINGS = List.of(MAX_HEAD_BYTES, MAX_HEAD_SECONDS, MAX_BODY_BYTES, MAX_CONNECTIONS);

    // what a client may still send after its request was refused, so that it gets to read the answer
    private static final int DRAIN_BYTES = 8 * 1024 * 1024;
    private static final int IDLE_SECONDS = 60;
    // longer than a WebSocket's: a download should survive a gap in the radio cover
    private static final Duration STUCK_CLOSE = Duration.ofSeconds(60);

    public static HttpLimits from(Environment environment) {
        return from(environment, 0);
    }

    /** @param onAnotherPort connections that the process may have there, see {@link #onAnotherPort} */
    public static HttpLimits from(Environment environment, int onAnotherPort) {
        return new HttpLimits(
                environment.integer(MAX_HEAD_BYTES, 1024, 16 * 1024 * 1024),
                environment.integer(MAX_HEAD_SECONDS, 1, 3600),
                environment.integer(MAX_BODY_BYTES, 1024, 1024 * 1024 * 1024),
                Capacity.ofThisProcess().without(onAnotherPort)
                .connections(environment.integer(MAX_CONNECTIONS, 1, 1_000_000), isAsked(environment)),
                STUCK_CLOSE);
    }

    /** Whether somebody wants so many connections: the default is in every copy of .env.example, and is no wish. */
    static boolean isAsked(Environment environment) {
        return !environment.text(MAX_CONNECTIONS).equals(MAX_CONNECTIONS.fallback());
    }

    /** How many of {@code wanted} connections the process may have on a port of another kind, so that there are files left for this one. */
    public static int onAnotherPort(int wanted) {
        return Capacity.ofThisProcess().onAnotherPort(wanted);
    }

    /**
     * Hands the JDK's server its limits. They are system properties, read once when its classes are first used: so
     * this counts for the whole process, and only the first time.
     */
    void install() {
        // ours, RequestThreads', is judged before; the JDK's adds 32 bytes for each field, of which it takes 200
        set("sun.net.httpserver.maxReqHeaderSize", headBytes + 201 * 33);
        set("sun.net.httpserver.maxReqTime", headSeconds); // seconds, whatever its page says
        set("jdk.httpserver.maxConnections", connections + Capacity.headroom(connections));
        set("sun.net.httpserver.maxIdleConnections", connections + Capacity.headroom(connections));
        set("sun.net.httpserver.idleInterval", IDLE_SECONDS);
        set("sun.net.httpserver.drainAmount", DRAIN_BYTES);
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static void set(String name, int value) {
        System.setProperty(name, Integer.toString(value));
    }
}

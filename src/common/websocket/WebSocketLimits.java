package depot.common.websocket;

import depot.common.config.Environment;
import depot.common.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The bounds of every WebSocket connection.
 *
 * @param messageBytes largest message taken in, its fragments together
 * @param messagesPerSecond frames a second that a peer may send for long; above, it is read more slowly
 * @param outboxBytes frames for one connection alone that may wait
 * @param sendBufferBytes SO_SNDBUF; 0 leaves it to the system
 * @param pingEvery how often a peer is pinged
 * @param idleClose a peer from which nothing came for this long is closed
 * @param stuckClose a connection whose write makes no headway for this long is closed
 * @param lingering how long a close may take before the socket is just closed
 */
public record WebSocketLimits(int messageBytes, int messagesPerSecond, int outboxBytes, int sendBufferBytes,
        Duration pingEvery, Duration idleClose, Duration stuckClose, Duration lingering) {
    private static final Setting MAX_MESSAGE_BYTES =
            new Setting("MAX_MESSAGE_BYTES", "65536", "largest WebSocket message taken in, in bytes, its fragments together");
    private static final Setting MAX_MESSAGES_PER_SECOND = new Setting("MAX_MESSAGES_PER_SECOND", "500",
            "WebSocket messages a second from one peer; a faster one is read more slowly");
    private static final Setting SEND_BUFFER_BYTES =
            new Setting("SEND_BUFFER_BYTES", "131072",
            "send buffer of a WebSocket connection in the kernel, in bytes; 0 leaves it to the system");
    public static final List<Setting> SETTINGS = List.of(MAX_MESSAGE_BYTES, MAX_MESSAGES_PER_SECOND, SEND_BUFFER_BYTES);

    private static final int OUTBOX_BYTES = 256 * 1024;
    private static final Duration PING_EVERY = Duration.ofSeconds(30);
    private static final Duration IDLE_CLOSE = Duration.ofSeconds(60);
    private static final Duration STUCK_CLOSE = Duration.ofSeconds(10);
    private static final Duration LINGERING = Duration.ofSeconds(3);

    public static WebSocketLimits from(Environment environment) {
        return new WebSocketLimits(
                environment.integer(MAX_MESSAGE_BYTES, 1024, 16 * 1024 * 1024),
                environment.integer(MAX_MESSAGES_PER_SECOND, 1, 10_000_000),
                OUTBOX_BYTES,
                environment.integer(SEND_BUFFER_BYTES, 0, 64 * 1024 * 1024),
                PING_EVERY, IDLE_CLOSE, STUCK_CLOSE, LINGERING);
    }
}

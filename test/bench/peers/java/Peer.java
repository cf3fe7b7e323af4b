import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all peers share: a stream of frames to all who are connected to {@code /fanout}, as any of them asks for it by
 * {@code {"type":"publish","count":n,"perSecond":r}}, and heartbeats by {@code POST}. The frames of some milliseconds are handed over
 * together, so that a peer can write them at once. A connection that is behind misses frames; with a rate of 0 all wait for it.
 *
 * <p>Less than what it is compared with: no limits, no tokens, no deadlines, no metrics; a heartbeat's JSON is kept and not looked into,
 * and nobody watches.
 */
abstract class Peer {
    static final String OK = "{\"ok\":true}";
    private static final int FRAME_BYTES = 200;
    private static final int AT_ONCE = 160; // frames, with a rate of 0
    private static final long TURN_NANOS = 4_000_000; // frames of so long go out together, or most of a peer's time goes into single writes
    private static final Pattern COMMAND = Pattern.compile(".*\"count\":(\\d+),\"perSecond\":(\\d+).*");

    /** One connection. */
    interface Client {
        /** Called by the one publishing thread. */
        void send(List<String> frames);

        /** Whether much waits to be read by it. */
        boolean isBehind();
    }

    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final Map<String, byte[]> heartbeats = new ConcurrentHashMap<>();
    private final ExecutorService publisher = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    void joined(Client client) {
        clients.add(client);
    }

    void left(Client client) {
        clients.remove(client);
    }

    void heartbeat(String path, byte[] json) {
        heartbeats.put(path, json);
    }

    void command(String text) {
        Matcher command = COMMAND.matcher(text);
        if (command.matches()) {
            publisher.execute(() -> publish(Long.parseLong(command.group(1)), Long.parseLong(command.group(2))));
        }
    }

    private void publish(long count, long perSecond) {
        long from = System.nanoTime();
        for (long sent = 0; sent < count; ) {
            long due = perSecond == 0 ? sent + AT_ONCE : (System.nanoTime() - from) * perSecond / 1_000_000_000L + 1;
            boolean wait = perSecond == 0 && clients.stream().anyMatch(Client::isBehind);
            if (due <= sent || wait) {
                LockSupport.parkNanos(perSecond == 0 ? 50_000 : Math.max(TURN_NANOS, 1_000_000_000L / perSecond));
                continue;
            }
            List<String> frames = new ArrayList<>();
            for (; sent < Math.min(due, count); sent++) {
                frames.add(frame(perSecond == 0 ? System.nanoTime() : from + sent * 1_000_000_000L / perSecond));
            }
            for (Client client : clients) {
                if (!client.isBehind()) {
                    client.send(frames);
                }
            }
        }
    }

    /** @param dueNanos also where this thread is late for it */
    private static String frame(long dueNanos) {
        StringBuilder text = new StringBuilder(FRAME_BYTES).append("{\"at\":\"");
        String nanos = Long.toString(dueNanos);
        text.repeat('0', 20 - nanos.length()).append(nanos).append("\",\"fill\":\"");
        return text.repeat('x', FRAME_BYTES - text.length() - 2).append("\"}").toString();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Prints where it listens, and ends when the process that started it does. */
    static void listening(int port) {
        System.err.println("peer: listening on port " + port);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is said
                }
            } catch (java.io.IOException e) {
                // it has ended
            }
            System.exit(0);
        });
    }
}

package depot.discovery.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A notification from one discovery to the others.
 *
 * <pre>
 *   sender's process | kind | JSON
 *   kinds: J it has joined, and asks for everything        B it lives (beat)   L it leaves
 *          R registrations that changed, {"ids":[…]}: read them anew            S updates of rovers, {"rovers":[…]}
 *          E an e-stop, {"number":n,"ids":[…]}, of all without ids
 *          C rovers that obeyed it, {"to":process,"number":n,"ids":[…]}
 * </pre>
 */
record Payload(UUID from, char kind, String json) {
    static final char JOINED = 'J';
    static final char BEAT = 'B';
    static final char LEFT = 'L';
    static final char REGISTERED = 'R';
    static final char SAID = 'S';
    static final char STOP = 'E';
    static final char CONFIRMED = 'C';
    /** PostgreSQL 16 documentation, NOTIFY: a payload is shorter than 8,000 bytes. */
    static final int MOST_BYTES = 7_900;
    private static final int UUID_LENGTH = 36;
    private static final int HEAD = UUID_LENGTH + 3;

    String text() {
        return from + "|" + kind + "|" + json;
    }

    /** Empty for what this version does not understand. */
    static Optional<Payload> parse(String text) {
        if (text.length() < HEAD || text.charAt(UUID_LENGTH) != '|' || text.charAt(UUID_LENGTH + 2) != '|') {
            return Optional.empty();
        }
        try {
            return Optional.of(new Payload(UUID.fromString(text.substring(0, UUID_LENGTH)), text.charAt(UUID_LENGTH + 1),
                    text.substring(HEAD)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * As few payloads as have all items.
     *
     * @param before the JSON before the list's items, its bracket included. @param items JSON values, each much shorter than a payload
     */
    static List<String> listing(UUID from, char kind, String before, List<String> items) {
        List<String> payloads = new ArrayList<>();
        String head = new Payload(from, kind, before).text();
        StringBuilder payload = new StringBuilder(head);
        int empty = head.getBytes(StandardCharsets.UTF_8).length + 2;
        int bytes = empty;
        for (String item : items) {
            int more = item.getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > empty && bytes + more > MOST_BYTES) {
                payloads.add(payload.append("]}").toString());
                payload = new StringBuilder(head);
                bytes = empty;
            }
            payload.append(bytes > empty ? "," : "").append(item);
            bytes += more;
        }
        if (bytes > empty) {
            payloads.add(payload.append("]}").toString());
        }
        return payloads;
    }
}

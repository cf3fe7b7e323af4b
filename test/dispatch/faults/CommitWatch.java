package depot.dispatch.faults;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Finds each COMMIT in what one client sends to PostgreSQL: as a simple query, or prepared, bound and executed, under a name
 * or under none. After PostgreSQL 16, "55.7. Message Formats"; a message is
 *
 * <pre>
 *   type (1 byte; the first ones of a connection have none) | length (int32, itself included) | body
 *
 *   Query   'Q'  text\0                          Bind    'B'  portal\0 statement\0 …
 *   Parse   'P'  statement\0 text\0 …            Execute 'E'  portal\0 rows (int32)
 * </pre>
 *
 * Of each body only the beginning is kept. One thread.
 */
final class CommitWatch {
    private static final int KEPT = 256;
    private static final int LENGTH = 4;
    /** Version 3 of the protocol, in the upper half of a start-up message's first word; requests for TLS and the like have others. */
    private static final int VERSION = 3;

    private final Map<String, String> statements = new HashMap<>(); // name to text
    private final Map<String, String> portals = new HashMap<>(); // name to text
    private final byte[] kept = new byte[KEPT];
    private boolean typed; // once the start-up message went by
    private int type = -1; // -1 before it was read
    private int head; // bytes read of the length
    private int length;
    private int read; // bytes of the body

    /** Takes what the client sent next; true when a COMMIT has its end in it. */
    boolean take(byte[] bytes, int count) {
        boolean commits = false;
        for (int i = 0; i < count; i++) {
            commits |= take(bytes[i]);
        }
        return commits;
    }

    private boolean take(byte next) {
        if (typed && type < 0) {
            type = next;
            return false;
        }
        if (head < LENGTH) {
            length = length << 8 | next & 0xff;
            head++;
        } else {
            if (read < KEPT) {
                kept[read] = next;
            }
            read++;
        }
        return head == LENGTH && read >= length - LENGTH && ended();
    }

    private boolean ended() {
        boolean commits = false;
        if (typed) {
            commits = look();
        } else {
            typed = read >= 2 && (kept[0] << 8 | kept[1]) == VERSION;
        }
        type = -1;
        head = 0;
        length = 0;
        read = 0;
        return commits;
    }

    private boolean look() {
        String[] texts = new String(kept, 0, Math.min(read, KEPT), StandardCharsets.ISO_8859_1).split("\0", -1);
        switch (type) {
            case 'Q' -> {
                return isCommit(texts[0]);
            }
            case 'P' -> statements.put(texts[0], second(texts));
            case 'B' -> portals.put(texts[0], statements.getOrDefault(second(texts), ""));
            case 'E' -> {
                return isCommit(portals.getOrDefault(texts[0], ""));
            }
            default -> { }
        }
        return false;
    }

    private static String second(String[] texts) {
        return texts.length > 1 ? texts[1] : "";
    }

    private static boolean isCommit(String text) {
        return text.strip().toUpperCase(Locale.ROOT).startsWith("COMMIT");
    }
}

package depot.support;

import java.util.ArrayList;
import java.util.List;

/** Why a test failed, for a reader: each message whole, of the frames those that lead into our code. Threads: any. */
final class Trace {
    private static final int MOST_CAUSES = 5;
    private static final int MOST_FOREIGN_FRAMES = 8;

    private Trace() {}

    /** Indented lines, without a line end after the last. Our own classes' names begin with {@code ours}. */
    static String of(Throwable thrown, String ours) {
        List<String> lines = new ArrayList<>();
        String lead = "";
        int depth = 0;
        for (Throwable at = thrown; at != null && depth < MOST_CAUSES; at = at.getCause(), depth++) {
            (lead + at).lines().forEach(line -> lines.add("    " + line));
            addFrames(at, ours, lines);
            for (Throwable suppressed : at.getSuppressed()) {
                lines.add("    and, suppressed: " + suppressed);
                addFrames(suppressed, ours, lines);
            }
            lead = "caused by: ";
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** Down to the last frame that is ours: below it are JUnit and reflection. Nothing of ours: the first few. */
    private static void addFrames(Throwable thrown, String ours, List<String> lines) {
        StackTraceElement[] frames = thrown.getStackTrace();
        int end = frames.length;
        while (end > 0 && !frames[end - 1].getClassName().startsWith(ours)) {
            end--;
        }
        end = end == 0 ? Math.min(frames.length, MOST_FOREIGN_FRAMES) : end;
        for (int i = 0; i < end; i++) {
            if (!frames[i].getClassName().startsWith("org.junit.")) {
                lines.add("        at " + frames[i]);
            }
        }
    }
}

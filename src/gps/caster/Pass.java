package depot.gps.caster;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Rovers that are all to get what is new. Each loop serves its own, in small shares, and then what others have not come
 * to: or their rovers would wait while a processor has nothing to do. (Its own first: a processor that wrote to
 * another's sockets each time was measured to need a fifth more for it.) Any thread.
 */
final class Pass {
    private static final int SHARE = 16;

    private record Part(RoverConnection[] rovers, AtomicInteger next) {}

    private final List<Part> parts;

    /** @param rovers of each loop, by its number */
    Pass(List<RoverConnection[]> rovers) {
        parts = rovers.stream().map(part -> new Part(part, new AtomicInteger())).toList();
    }

    /** Serves until nothing is left; what others took may still be under way then. */
    void serve(int loop, Consumer<RoverConnection> serving) {
        for (int i = 0; i < parts.size(); i++) {
            serve(parts.get((loop + i) % parts.size()), serving);
        }
    }

    private static void serve(Part part, Consumer<RoverConnection> serving) {
        RoverConnection[] rovers = part.rovers;
        for (int from = part.next.getAndAdd(SHARE); from < rovers.length; from = part.next.getAndAdd(SHARE)) {
            for (int i = from; i < Math.min(from + SHARE, rovers.length); i++) {
                serving.accept(rovers[i]);
            }
        }
    }
}

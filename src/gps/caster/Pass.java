package depot.gps.caster;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The rovers that all get the same new frames. Each loop serves its own, in small shares, and then those that other loops
 * have not come to, which would otherwise wait while a processor is idle. (Its own first: writing to another loop's
 * sockets each time was measured to cost a fifth more processor time.) Any thread.
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

package depot.common.http;

import depot.common.threads.Worker;
import depot.common.time.AwakeClock;
import depot.common.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Requests of which only a part has come. Each costs a connection, and little else. When connections, or memory for large
 * heads and bodies, run out, all that are older than a grace are closed at once, and silent connections with them, for as
 * long as others wait for room. One address may have only so many at any time. A request that comes in one piece is
 * never in here. Thread-safe.
 */
final class HalfSent implements AutoCloseable {
    static final Duration HEAD_GRACE = Duration.ofMillis(250);
    static final Duration BODY_GRACE = Duration.ofSeconds(5); // longer than others wait for memory
    private static final Duration SWEEP = Duration.ofMillis(100);
    private static final int ROUNDS_MISSED = 5; // the process stood still
    private static final int LEAST_SHARE = 16;

    private final Set<RequestInput> waiting = ConcurrentHashMap.newKeySet();
    private final BooleanSupplier full;
    private final int share;
    private final Runnable endSilent;
    private final Runnable onEnd;
    private final BooleanSupplier wanted;
    private final AwakeClock clock;
    private final Worker sweeper;

    /**
     * @param full whether there are as many connections as there may be
     * @param connections how many that is
     * @param wanted whether a request waits for memory
     * @param endSilent ends connections that wait for a request to begin
     * @param onEnd run for each that loses its connection
     */
    HalfSent(BooleanSupplier full, int connections, BooleanSupplier wanted, Time time, Runnable endSilent, Runnable onEnd) {
        this.full = full;
        this.wanted = wanted;
        this.endSilent = endSilent;
        this.share = Math.max(LEAST_SHARE, connections / 8);
        this.onEnd = onEnd;
        clock = new AwakeClock(time, SWEEP.multipliedBy(ROUNDS_MISSED));
        sweeper = Worker.start("http-half-sent", () -> {
            while (true) {
                Thread.sleep(SWEEP);
                clock.beat();
                sweep();
            }
        });
    }

    long now() {
        return clock.nanos();
    }

    /** The reading thread waits for more. */
    void waits(RequestInput input) {
        waiting.add(input);
    }

    void waitsNoMore(RequestInput input) {
        waiting.remove(input);
    }

    /** Closes those over an address's share, and, while others wait for room, those that are too slow. */
    void sweep() {
        boolean all = full.getAsBoolean();
        if (all) {
            endSilent.run();
        }
        all |= wanted.getAsBoolean();
        long now = now();
        Map<InetAddress, List<RequestInput>> byAddress = new HashMap<>();
        for (RequestInput input : waiting) {
            Duration grace = input.inHead() ? HEAD_GRACE : BODY_GRACE;
            if (now - input.beganAt() > grace.toNanos()) {
                if (all) {
                    end(input);
                } else {
                    byAddress.computeIfAbsent(input.channel().socket().getInetAddress(), address -> new ArrayList<>()).add(input);
                }
            }
        }
        for (List<RequestInput> ofOne : byAddress.values()) {
            if (ofOne.size() > share) {
                ofOne.sort(Comparator.comparingLong(input -> input.beganAt() - now));
                ofOne.subList(0, ofOne.size() - share).forEach(this::end);
            }
        }
    }

    private void end(RequestInput input) {
        waiting.remove(input);
        onEnd.run();
        try {
            input.close(); // its reading thread sees it and clears up
        } catch (IOException e) {
            // closing is all that was wanted
        }
    }

    @Override
    public void close() {
        sweeper.close();
    }
}

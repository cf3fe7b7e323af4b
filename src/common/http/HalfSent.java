package depot.common.http;

import depot.common.threads.Worker;
import depot.common.time.AwakeClock;
import java.io.IOException;
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
    static final Duration LONGEST_GAP = SWEEP.multipliedBy(5); // between two beats; longer: the process stood still
    private static final int LEAST_SHARE = 16;

    private final Set<RequestInput> waiting = ConcurrentHashMap.newKeySet();
    private final BooleanSupplier full;
    private final int share;
    private final Runnable onFull;
    private final Runnable onEnd;
    private final BooleanSupplier wanted;
    private final AwakeClock clock;
    private final Worker sweeper;

    /**
     * @param full whether there are as many connections as there may be
     * @param connections how many that is
     * @param wanted whether a request waits for memory
     * @param clock this beats it
     * @param onFull run in each round while there are as many connections as there may be
     * @param onEnd run for each that loses its connection
     */
    HalfSent(BooleanSupplier full, int connections, BooleanSupplier wanted, AwakeClock clock, Runnable onFull, Runnable onEnd) {
        this.full = full;
        this.wanted = wanted;
        this.onFull = onFull;
        this.share = Math.max(LEAST_SHARE, connections / 8);
        this.onEnd = onEnd;
        this.clock = clock;
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
            onFull.run();
        }
        all |= wanted.getAsBoolean();
        long now = now();
        Map<PeerNetwork, List<RequestInput>> byAddress = new HashMap<>();
        for (RequestInput input : waiting) {
            Duration grace = input.inHead() ? HEAD_GRACE : BODY_GRACE;
            if (now - input.beganAt() > grace.toNanos()) {
                if (all) {
                    end(input);
                } else {
                    PeerNetwork peer = PeerNetwork.of(input.channel().socket().getInetAddress());
                    byAddress.computeIfAbsent(peer, each -> new ArrayList<>()).add(input);
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

package depot.common.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many publishers, many subscribers, some of them slow: nothing is lost without being counted, doubled or reordered. */
class BroadcasterStressTest {
    private record Value(int publisher, int number) {}

    private record Tally(long start, long received, long missed, long lags) {}

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 200000", "2, 1, 2, 200000", "1024, 4, 8, 100000", "16, 4, 8, 50000", "65536, 8, 4, 20000"})
    void receivedPlusMissedIsWhatWasSent(int capacity, int publishers, int subscribers, int each) throws Exception {
        test(new Broadcaster<>(capacity), publishers, subscribers, each);
    }

    /** A joined value stands for as many as the cursor goes on by; here its last one is checked. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1, 200000", "1024, 4, 8, 100000", "16, 4, 8, 50000", "65536, 8, 4, 20000"})
    void soItIsInRounds(int capacity, int publishers, int subscribers, int each) throws Exception {
        test(Broadcaster.inRounds(capacity, value -> 1, Long.MAX_VALUE, List::getLast), publishers, subscribers, each);
    }

    private static void test(Broadcaster<Value> ring, int publishers, int subscribers, int each) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Tally>> tallies = new ArrayList<>();
            for (int s = 0; s < subscribers; s++) {
                Subscription<Value> subscription = ring.subscribe();
                int seed = s;
                tallies.add(threads.submit(() -> read(subscription, publishers, new Random(seed))));
            }
            // one joins in the middle
            Callable<Tally> late = () -> read(ring.subscribe(), publishers, new Random(99));
            List<Future<?>> sending = new ArrayList<>();
            for (int p = 0; p < publishers; p++) {
                int publisher = p;
                sending.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        ring.publish(new Value(publisher, i));
                        if ((i & 1023) == 0) {
                            Thread.yield();
                        }
                    }
                }));
            }
            tallies.add(threads.submit(late));
            for (Future<?> sender : sending) {
                sender.get(60, TimeUnit.SECONDS);
            }
            ring.close();
            long sent = (long) publishers * each;
            assertEquals(sent, ring.end());
            for (Future<Tally> future : tallies) {
                Tally tally = future.get(60, TimeUnit.SECONDS);
                assertEquals(sent - tally.start, tally.received + tally.missed,
                        "received " + tally.received + ", missed " + tally.missed + " in " + tally.lags + " lags");
            }
        }
    }

    private static Tally read(Subscription<Value> subscription, int publishers, Random random) throws InterruptedException {
        long start = subscription.cursor();
        long received = 0;
        long missed = 0;
        long lags = 0;
        long expected = start;
        int[] newest = new int[publishers];
        java.util.Arrays.fill(newest, -1);
        while (true) {
            Received<Value> next = random.nextBoolean() ? subscription.poll() : subscription.next(Duration.ofSeconds(30));
            switch (next) {
                case null -> Thread.yield();
                case Received.Message<Value>(long position, Value value) -> {
                    assertEquals(expected, position);
                    assertTrue(value.number > newest[value.publisher], "a publisher's values came out of order");
                    newest[value.publisher] = value.number;
                    long several = subscription.cursor() - position;
                    expected += several;
                    received += several;
                    if (random.nextInt(5000) == 0) {
                        Thread.yield(); // fall behind now and then
                    }
                }
                case Received.Lagged<Value>(long count) -> {
                    assertTrue(count > 0);
                    missed += count;
                    expected += count;
                    lags++;
                }
                case Received.Closed<Value>() -> {
                    return new Tally(start, received, missed, lags);
                }
            }
        }
    }
}

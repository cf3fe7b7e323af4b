package depot.common.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Broadcaster<String> ring = Broadcaster.inRounds(4096, String::length, 1_000_000, values -> String.join(" ", values));

    @Test
    void whoDoesNotWaitReadsOneByOne() {
        Subscription<String> subscription = ring.subscribe();
        ring.publish("a");
        ring.publish("b");
        assertEquals(new Received.Message<>(0, "a"), subscription.poll());
        assertEquals(new Received.Message<>(1, "b"), subscription.poll());
        assertNull(subscription.poll());
    }

    @Test
    void whoWaitsIsWokenByAValueAndByTheClose() throws Exception {
        Subscription<String> subscription = ring.subscribe();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Received<String>> first = threads.submit(() -> subscription.next(PATIENCE));
            ring.publish("a");
            assertEquals(new Received.Message<>(0, "a"), first.get(30, TimeUnit.SECONDS));
            Future<Received<String>> second = threads.submit(() -> subscription.next(PATIENCE));
            ring.close();
            assertInstanceOf(Received.Closed.class, second.get(30, TimeUnit.SECONDS));
        }
    }

    /** Everybody is woken for every round and gets all of it in order, in whatever pieces. */
    @Test
    void allGetAllInOrder() throws Exception {
        int values = 2_000;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Subscription<String> subscription = ring.subscribe();
                Callable<Long> reading = () -> {
                    for (int read = 0; read < values; ) {
                        Received.Message<String> message = (Received.Message<String>) subscription.next(PATIENCE);
                        for (String value : message.value().split(" ")) {
                            assertEquals(read++, Integer.parseInt(value));
                        }
                        assertEquals(read, subscription.cursor());
                        busyFor(20_000);
                    }
                    return subscription.cursor();
                };
                readers.add(threads.submit(reading));
            }
            for (int i = 0; i < values; i++) {
                ring.publish(Integer.toString(i));
                busyFor(20_000);
            }
            for (Future<Long> reader : readers) {
                assertEquals(values, reader.get(30, TimeUnit.SECONDS));
            }
        }
    }

    private static void busyFor(long nanos) {
        for (long until = System.nanoTime() + nanos; System.nanoTime() < until; ) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aLagIsAsExactAsWithoutRounds() {
        Broadcaster<String> small = Broadcaster.inRounds(4, String::length, 1_000, values -> String.join(" ", values));
        Subscription<String> subscription = small.subscribe();
        for (int i = 0; i < 11; i++) {
            small.publish(Integer.toString(i));
        }
        assertEquals(new Received.Lagged<>(7), subscription.poll());
        assertEquals(new Received.Message<>(7, "7"), subscription.poll());
    }
}

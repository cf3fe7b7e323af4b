package depot.common.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Whose work blocks the thread that does it holds up no other, and does it by itself from then on. */
    @Test
    void oneThatBlocksHoldsUpNoOther() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<Sleeper> sleepers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sleepers.add(new Sleeper(i % 20 == 3 ? release : null));
        }
        for (Sleeper sleeper : sleepers) {
            sleeper.sleep();
        }
        ring.publish("a");
        Await.until("all but those that block have it", () -> sleepers.stream().filter(each -> each.read.get() == 1).count() == 38);
        ring.publish("b");
        Await.until("so they have the next", () -> sleepers.stream().filter(each -> each.read.get() == 2).count() == 38);
        release.countDown();
        Await.until("those that blocked go on", () -> sleepers.stream().allMatch(each -> each.read.get() == 2));
        assertEquals(0, sleepers.stream().mapToInt(each -> each.woken.get()).sum(), "nobody had to wake for that");
        ring.publish("c");
        Await.until("all have the last", () -> sleepers.stream().allMatch(each -> each.read.get() == 3));
        for (Sleeper sleeper : sleepers) {
            assertEquals(sleeper.blocks == null ? 0 : 1, sleeper.woken.get());
            sleeper.end();
        }
    }

    /** Where many block at once, the others are woken: each would wait for one after the other. */
    @Test
    void manyThatBlockHoldUpNoOtherForLong() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<Sleeper> sleepers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sleepers.add(new Sleeper(i % 2 == 0 ? release : null));
        }
        for (Sleeper sleeper : sleepers) {
            sleeper.sleep();
        }
        ring.publish("a");
        Await.until("all but those that block have it", () -> sleepers.stream().filter(each -> each.read.get() == 1).count() == 100);
        assertTrue(sleepers.stream().anyMatch(each -> each.blocks == null && each.woken.get() == 1), "some were woken");
        release.countDown();
        Await.until("all have it", () -> sleepers.stream().allMatch(each -> each.read.get() == 1));
        for (Sleeper sleeper : sleepers) {
            sleeper.end();
        }
    }

    /** Reads the ring, or has it read while it sleeps. */
    private final class Sleeper {
        private final Subscription<String> subscription = ring.subscribe();
        private final CountDownLatch blocks; // null for one that does not
        private final AtomicInteger read = new AtomicInteger();
        private final AtomicInteger woken = new AtomicInteger();
        private final Wakeup wakeup = new Wakeup(this::work);
        private volatile boolean ended;
        private final Thread owner = Thread.ofVirtual().unstarted(this::own);

        Sleeper(CountDownLatch blocks) {
            this.blocks = blocks;
        }

        private Wakeup.StandIn.Outcome work() {
            while (true) {
                for (Received<String> got = subscription.poll(); got != null; got = subscription.poll()) {
                    if (blocks != null) {
                        try {
                            blocks.await();
                        } catch (InterruptedException e) {
                            return Wakeup.StandIn.Outcome.MORE;
                        }
                    }
                    read.addAndGet(((Received.Message<String>) got).value().split(" ").length);
                }
                subscription.wake(wakeup);
                if (subscription.behind() == 0) {
                    return Wakeup.StandIn.Outcome.DONE;
                }
            }
        }

        private void own() {
            try {
                while (!ended) {
                    wakeup.clear();
                    work();
                    wakeup.await();
                    woken.incrementAndGet();
                }
            } catch (InterruptedException e) {
                // the test is over
            }
        }

        void sleep() throws Exception {
            owner.start();
            Await.until("it sleeps", () -> owner.getState() == Thread.State.WAITING);
        }

        void end() throws InterruptedException {
            ended = true;
            wakeup.signal();
            owner.join();
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

package depot.common.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BroadcasterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static void publish(Broadcaster<Integer> ring, int from, int to) {
        for (int i = from; i < to; i++) {
            ring.publish(i);
        }
    }

    @Test
    void deliversInOrderFromTheSubscriptionOn() {
        Broadcaster<Integer> ring = new Broadcaster<>(4);
        publish(ring, 0, 2);
        try (Subscription<Integer> subscription = ring.subscribe()) {
            assertNull(subscription.poll());
            publish(ring, 2, 4);
            assertEquals(new Received.Message<>(2, 2), subscription.poll());
            assertEquals(new Received.Message<>(3, 3), subscription.poll());
            assertNull(subscription.poll());
        }
    }

    @Test
    void exactlyCapacityBehindIsNotALag() {
        Broadcaster<Integer> ring = new Broadcaster<>(4);
        Subscription<Integer> subscription = ring.subscribe();
        publish(ring, 0, 4);
        for (int i = 0; i < 4; i++) {
            assertEquals(new Received.Message<>(i, i), subscription.poll());
        }
    }

    @Test
    void aLagTellsTheExactCountAndGoesOnWithTheOldestKept() {
        Broadcaster<Integer> ring = new Broadcaster<>(4);
        Subscription<Integer> subscription = ring.subscribe();
        publish(ring, 0, 11);
        assertEquals(new Received.Lagged<>(7), subscription.poll());
        assertEquals(new Received.Message<>(7, 7), subscription.poll());
        assertEquals(3, subscription.behind());
    }

    @Test
    void closedComesAfterWhatIsKept() throws InterruptedException {
        Broadcaster<Integer> ring = new Broadcaster<>(4);
        Subscription<Integer> subscription = ring.subscribe();
        publish(ring, 0, 6);
        ring.close();
        assertEquals(-1, ring.publish(99));
        assertEquals(new Received.Lagged<>(2), subscription.poll());
        for (int i = 2; i < 6; i++) {
            assertEquals(new Received.Message<>(i, i), subscription.poll());
        }
        assertInstanceOf(Received.Closed.class, subscription.poll());
        assertInstanceOf(Received.Closed.class, subscription.next(PATIENCE));
    }

    @Test
    void aCapacityOfOneKeepsTheNewest() {
        Broadcaster<Integer> ring = new Broadcaster<>(1);
        Subscription<Integer> subscription = ring.subscribe();
        publish(ring, 0, 3);
        assertEquals(new Received.Lagged<>(2), subscription.poll());
        assertEquals(new Received.Message<>(2, 2), subscription.poll());
    }

    @Test
    void largeValuesLeaveRoomForFewerAndTheNewestIsAlwaysKept() {
        Broadcaster<Integer> ring = new Broadcaster<>(8, size -> size, 10);
        Subscription<Integer> subscription = ring.subscribe();
        for (int size : new int[] {1, 2, 3, 4}) {
            ring.publish(size);
        }
        assertEquals(new Received.Message<>(0, 1), subscription.poll(), "ten bytes fit");
        ring.publish(3); // 2 is dropped for it
        assertEquals(new Received.Lagged<>(1), subscription.poll());
        assertEquals(new Received.Message<>(2, 3), subscription.poll());
        ring.publish(100);
        assertEquals(new Received.Lagged<>(2), subscription.poll());
        assertEquals(new Received.Message<>(5, 100), subscription.poll());
        ring.publish(1);
        ring.publish(1);
        assertEquals(new Received.Message<>(6, 1), subscription.poll());
        assertEquals(new Received.Message<>(7, 1), subscription.poll());
        assertNull(subscription.poll());
    }

    @Test
    void whatIsDroppedForItsBytesIsNotKeptInMemory() {
        Broadcaster<byte[]> ring = new Broadcaster<>(8, bytes -> bytes.length, 2_000);
        java.lang.ref.WeakReference<byte[]> first = new java.lang.ref.WeakReference<>(new byte[1_500]);
        ring.publish(first.get());
        ring.publish(new byte[1_500]);
        System.gc();
        assertNull(first.get());
    }

    @Test
    void capacityMustBeAPowerOfTwo() {
        for (int capacity : new int[] {0, -1, 3, 6, Integer.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> new Broadcaster<>(capacity));
        }
    }

    @Test
    void nextWaitsForAValueAndForTheClose() throws Exception {
        Broadcaster<Integer> ring = new Broadcaster<>(4);
        Subscription<Integer> subscription = ring.subscribe();
        CompletableFuture<Received<Integer>> first = new CompletableFuture<>();
        CompletableFuture<Received<Integer>> second = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                first.complete(subscription.next(PATIENCE));
                second.complete(subscription.next(PATIENCE));
            } catch (InterruptedException e) {
                first.completeExceptionally(e);
            }
        });
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        ring.publish(7);
        assertEquals(new Received.Message<>(0, 7), first.get(30, TimeUnit.SECONDS));
        ring.close();
        assertInstanceOf(Received.Closed.class, second.get(30, TimeUnit.SECONDS));
    }

    @Test
    void nextGivesUpInTime() throws InterruptedException {
        assertNull(new Broadcaster<Integer>(4).subscribe().next(Duration.ofMillis(1)));
    }

    @Test
    void whoLeavesWithoutBeingWokenIsNotKeptForEver() {
        Broadcaster<Integer> ring = new Broadcaster<>(4);
        java.util.List<java.lang.ref.WeakReference<Wakeup>> gone = new java.util.ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Wakeup waiter = new Wakeup();
            Subscription<Integer> subscription = ring.subscribe();
            subscription.wake(waiter);
            subscription.leave(waiter);
            gone.add(new java.lang.ref.WeakReference<>(waiter));
        }
        System.gc();
        long kept = gone.stream().filter(reference -> reference.get() != null).count();
        assertEquals(true, kept <= 300, kept + " of 2000 are still held");
    }
}

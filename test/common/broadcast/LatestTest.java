package depot.common.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatestTest {
    @Test
    void aReaderGetsOnlyTheNewest() {
        Latest<String> latest = new Latest<>("first");
        latest.set("second");
        latest.set("third");
        assertEquals(new Latest.Version<>(2, "third"), latest.get());
    }

    @Test
    void aWaitingReaderAlwaysEndsOnTheLastValue() throws Exception {
        int last = 100_000;
        Latest<Integer> latest = new Latest<>(0);
        CompletableFuture<Integer> seen = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            Wakeup wakeup = new Wakeup();
            try {
                while (latest.get().value() != last) {
                    wakeup.clear();
                    latest.wake(wakeup);
                    if (latest.get().value() != last) {
                        wakeup.await();
                    }
                }
                seen.complete(latest.get().value());
            } catch (InterruptedException e) {
                seen.completeExceptionally(e);
            }
        });
        for (int i = 1; i <= last; i++) {
            latest.set(i);
        }
        assertEquals(last, seen.get(30, TimeUnit.SECONDS));
    }
}

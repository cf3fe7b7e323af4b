package depot.common.broadcast;

import static depot.common.broadcast.Wakeup.StandIn.Outcome.DONE;
import static depot.common.broadcast.Wakeup.StandIn.Outcome.HELD_UP;
import static depot.common.broadcast.Wakeup.StandIn.Outcome.MORE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.support.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An owner whose work is done by others while it sleeps. */
class WakeupTest {
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger woken = new AtomicInteger();
    private volatile Supplier<Wakeup.StandIn.Outcome> work = () -> DONE;
    private volatile boolean ended;
    private final Wakeup wakeup = new Wakeup(() -> {
        served.incrementAndGet();
        return work.get();
    });
    private final Thread owner = Thread.ofVirtual().unstarted(this::sleepAgainAndAgain);

    private void sleepAgainAndAgain() {
        while (!ended) {
            wakeup.clear();
            if (ended) {
                return;
            }
            try {
                wakeup.await();
            } catch (InterruptedException e) {
                return;
            }
            woken.incrementAndGet();
        }
    }

    private void ownerSleeps() throws Exception {
        if (!owner.isAlive()) {
            owner.start();
        }
        Await.until("the owner sleeps", () -> owner.getState() == Thread.State.WAITING);
    }

    @AfterEach
    void end() throws Exception {
        ended = true;
        wakeup.signal();
        owner.join();
    }

    @Test
    void aSleepingOwnerSleepsOnWhileItsWorkIsDone() throws Exception {
        ownerSleeps();
        wakeup.serve(System.nanoTime());
        wakeup.serve(System.nanoTime());
        assertEquals(2, served.get());
        assertEquals(0, woken.get());
        wakeup.signal();
        Await.until("a signal wakes it as ever", () -> woken.get() == 1);
    }

    @Test
    void anOwnerWhoseWorkCouldNotBeDoneGoesOnWithIt() throws Exception {
        ownerSleeps();
        work = () -> MORE;
        wakeup.serve(System.nanoTime());
        Await.until("it is awake", () -> woken.get() == 1);
        ownerSleeps();
        work = () -> {
            throw new IllegalStateException("a fault");
        };
        assertThrows(IllegalStateException.class, () -> wakeup.serve(System.nanoTime()));
        Await.until("it is awake again", () -> woken.get() == 2);
        ownerSleeps();
        work = () -> DONE;
        wakeup.serve(System.nanoTime());
        assertEquals(3, served.get(), "nothing held up who does it");
    }

    @Test
    void aSignalWhileItsWorkIsDoneWakesTheOwnerAfterwardsAndNotBefore() throws Exception {
        ownerSleeps();
        CountDownLatch inWork = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        work = () -> {
            inWork.countDown();
            try {
                return release.await(30, TimeUnit.SECONDS) ? DONE : MORE;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        Thread serving = Thread.ofVirtual().start(() -> wakeup.serve(System.nanoTime()));
        assertEquals(true, inWork.await(30, TimeUnit.SECONDS));
        wakeup.signal();
        wakeup.signal();
        java.util.concurrent.locks.LockSupport.unpark(owner); // as anybody may at any time
        Await.until("it sleeps still", () -> owner.getState() == Thread.State.WAITING);
        assertEquals(0, woken.get());
        release.countDown();
        serving.join();
        Await.until("it is awake", () -> woken.get() == 1);
        assertEquals(1, served.get());
    }

    @Test
    void anOwnerThatIsAwakeDoesItsOwnWork() throws Exception {
        wakeup.clear();
        wakeup.serve(System.nanoTime());
        assertEquals(0, served.get());
        wakeup.await(); // returns at once
    }

    @Test
    void anOwnerThatHeldUpWhoDidItsWorkDoesItByItselfForAMinute() throws Exception {
        ownerSleeps();
        long now = System.nanoTime();
        work = () -> HELD_UP;
        wakeup.serve(now);
        Await.until("it is awake", () -> woken.get() == 1);
        work = () -> DONE;
        ownerSleeps();
        wakeup.serve(now + Duration.ofSeconds(59).toNanos());
        Await.until("it is awake again", () -> woken.get() == 2);
        assertEquals(1, served.get());
        ownerSleeps();
        wakeup.serve(now + Duration.ofSeconds(61).toNanos());
        assertEquals(2, served.get());
        assertEquals(2, woken.get());
    }
}

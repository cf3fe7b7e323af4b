package depot.gps.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.http.Refused;
import depot.support.ManualTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BaseDeskTest {
    private static final BasePlan PLAN = new BasePlan(new BasePlan.Mode.LeftAlone(), BaseSettings.messages("1005"));

    /** The first call is held up in the middle. */
    @Test
    void whoComesWhileAnotherCallIsCarriedOutIsToldSo() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ManualTime time = new ManualTime();
        BaseSetup setup = new BaseSetup(PLAN, false, ReceiverKind.ANY, () -> true, () -> false, Optional::empty, () -> { },
                BaseSetup.Pauses.USUAL);
        BaseMemory memory = new BaseMemory(Optional.empty(), time);
        BaseDesk desk = new BaseDesk(setup, PLAN, new BasePlan.Mode.SurveyIn(60, 3), Optional.empty(), Optional.empty(),
                () -> {
                    entered.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Optional.empty();
                }, time, new BaseWatch(time, 5, Optional::empty, Optional::empty, memory, false), Optional.empty(), Optional::empty,
                () -> false);
        Executor anew = task -> Thread.ofVirtual().start(task); // the common pool may have one thread only
        CompletableFuture<Refused> first = CompletableFuture.supplyAsync(() -> assertThrows(Refused.class, desk::keep), anew);
        try {
            assertTrue(entered.await(30, TimeUnit.SECONDS));
            CompletableFuture<Refused> second = CompletableFuture.supplyAsync(() -> assertThrows(Refused.class, desk::forget), anew);
            Refused busy = second.get(30, TimeUnit.SECONDS);
            assertEquals(503, busy.status());
            assertTrue(busy.getMessage().contains("another call"), busy.getMessage());
        } finally {
            goOn.countDown();
        }
        assertEquals(409, first.get(30, TimeUnit.SECONDS).status());
        assertEquals(404, assertThrows(Refused.class, desk::forget).status(), "and now it is its turn");
    }
}

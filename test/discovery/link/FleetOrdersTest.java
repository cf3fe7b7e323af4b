package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.http.Response;
import depot.common.time.Time;
import depot.support.Await;
import depot.support.ManualTime;
import io.prometheus.client.CollectorRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** E-stops that come faster than they can be answered. The clock stands still, so all are at the same time. */
class FleetOrdersTest {
    private static final Duration WAITED = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final AtomicInteger relayed = new AtomicInteger();
    private final RoverLinks links = new RoverLinks(RoverLinkMode.TASKS,
            new LinkOpener(RoverNetworks.parse("127.0.0.0/8"), new NameLookup(_ -> null, Duration.ofSeconds(1)), Time.SYSTEM),
            (_, _, _) -> { }, new LinkMetrics(new CollectorRegistry()), 100,
            id -> id.startsWith("r") ? Optional.of(new RoverLinks.Known("ws://127.0.0.1:1", true, true)) : Optional.empty(), 100, time,
            new SplittableRandom(1));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        time.advance(WAITED);
        links.close();
        threads.close();
    }

    private Future<OrderOutcome> call(Callable<OrderOutcome> order) throws Exception {
        Thread[] caller = new Thread[1];
        Future<OrderOutcome> outcome = threads.submit(() -> {
            caller[0] = Thread.currentThread();
            return order.call();
        });
        Await.until("it waits", () -> caller[0] != null && caller[0].getState() == Thread.State.TIMED_WAITING);
        return outcome;
    }

    private static String text(OrderOutcome outcome) throws Exception {
        Response answer = outcome.answer("stopped");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        answer.body().writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void stopsOfTheWholeFleetThatComeTogetherShareOneAnswer() throws Exception {
        links.relayStops((_, _) -> {
            relayed.incrementAndGet();
            return () -> { };
        });
        links.changed("r0", true);
        List<Future<OrderOutcome>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(call(links.orders()::stopAll));
        }
        time.advance(WAITED);
        OrderOutcome first = calls.getFirst().get();
        for (Future<OrderOutcome> each : calls) {
            assertSame(first, each.get());
        }
        assertTrue(text(first).contains("\"unreached\":[{\"id\":\"r0\""), text(first));
        assertTrue(relayed.get() >= 1 && relayed.get() <= 20, "relayed: " + relayed);
        assertNotSame(first, laterStop(), "what is over is not joined");
    }

    private OrderOutcome laterStop() throws Exception {
        Future<OrderOutcome> later = call(links.orders()::stopAll);
        time.advance(WAITED);
        return later.get();
    }

    @Test
    void oneThatJoinsStopsRoversThatCameSince() throws Exception {
        links.changed("r0", true);
        Future<OrderOutcome> first = call(links.orders()::stopAll);
        links.changed("r1", true);
        Future<OrderOutcome> second = call(links.orders()::stopAll);
        time.advance(WAITED);
        assertSame(first.get(), second.get());
        assertTrue(text(second.get()).contains("\"r1\""), text(second.get()));
    }

    @Test
    void oneAfterAReleaseIsANewOne() throws Exception {
        links.changed("r0", true);
        Future<OrderOutcome> first = call(links.orders()::stopAll);
        Future<OrderOutcome> release = call(() -> links.orders().order(RoverCommand.RELEASE, Set.of("r0")));
        Future<OrderOutcome> second = call(links.orders()::stopAll);
        time.advance(WAITED);
        assertTrue(text(first.get()).contains("another order came"), text(first.get()));
        assertTrue(text(release.get()).contains("another order came"), text(release.get()));
        assertNotSame(first.get(), second.get());
        assertTrue(text(second.get()).contains("\"unreached\":[{\"id\":\"r0\""), text(second.get()));
    }

    @Test
    void whereManyWaitForOneRoverTheNextIsSentAndNotWaitedFor() throws Exception {
        RoverOrder order = new RoverOrder(RoverCommand.EMERGENCY_STOP);
        List<OrderRequest> requests = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            time.advance(Duration.ofMillis(1));
            requests.add(new OrderRequest(Set.of("r0"), _ -> { }, time));
            order.ask("r0", requests.getLast(), time.nanos());
            assertTrue(order.due(time.nanos()), "it is sent at once");
        }
        assertTrue(text(requests.getLast().end(Map.of())).contains("is not awaited"));
        long before = time.nanos() - 1;
        assertEquals(16, order.heard("r0", RoverMode.EMERGENCY_STOP, before));
        assertEquals("{\"stopped\":[{\"id\":\"r0\",\"afterMillis\":16}],\"unreached\":[]}", text(requests.getFirst().end(Map.of())));
        assertFalse(order.isOver(time.nanos()), "no frame has shown yet that the last one was obeyed");
        order.heard("r0", RoverMode.EMERGENCY_STOP, time.nanos());
        assertTrue(order.isOver(time.nanos()));
    }

    /** Somebody may have released it meanwhile, at another discovery or at the rover itself. */
    @Test
    void whoJoinsLearnsWhatTheRoverShowsAfterThat() throws Exception {
        OrderRequest request = new OrderRequest(Set.of("r0", "r1"), _ -> { }, time);
        pass(request);
        request.obeyed("r0");
        request.obeyed("r1");
        pass(request);
        request.obeyed("r1");
        time.advance(WAITED);
        assertEquals(List.of("r0"), request.await());
        assertEquals(OrderRequest.Pass.TOO_LATE, request.queuePass(), "its outcome is being made");
        assertTrue(text(request.end(Map.of())).contains("\"unreached\":[{\"id\":\"r0\""));
    }

    private static void pass(OrderRequest request) {
        assertEquals(OrderRequest.Pass.TO_BE_QUEUED, request.queuePass());
        assertEquals(OrderRequest.Pass.IS_QUEUED, request.queuePass());
        request.passBegins();
        request.given("r0");
        request.given("r1");
        request.passEnds();
    }
}

package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.memory.OutputBudget;
import depot.support.Await;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final MetricsText metrics = new MetricsText(registry);

    private static String text(Response answer) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        answer.body().writeTo(text);
        assertEquals(answer.length(), text.size());
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachAnswerHasWhatWasCountedBefore() throws IOException {
        Counter counter = Counter.build("depot_test_total", "A test's.").register(registry);
        for (int i = 1; i < 5; i++) {
            counter.inc();
            assertTrue(text(metrics.answer()).contains("\ndepot_test_total " + i + ".0\n"));
        }
    }

    @Test
    void thoseThatAskWhileOneIsMadeShareTheNext() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                made.incrementAndGet();
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return List.of();
            }
        }.register(registry);
        int before = made.get();
        List<FutureTask<Response>> asked = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(new FutureTask<>(metrics::answer));
            threads.add(Thread.ofVirtual().start(asked.getLast()));
            Await.until("one is being made", () -> made.get() > before);
        }
        Await.until("all wait", () -> threads.stream().allMatch(each -> each.getState() == Thread.State.WAITING));
        slow.countDown();
        OutputBudget.Load shared = asked.getLast().get().load().orElseThrow();
        for (FutureTask<Response> each : asked.subList(1, asked.size())) {
            assertSame(shared, each.get().load().orElseThrow(), "charged once");
        }
        assertEquals(2, made.get() - before);
    }
}

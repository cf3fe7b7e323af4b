package depot.common.http;

import depot.common.GuardedBy;
import depot.common.memory.OutputBudget;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What {@code /metrics} says. One is made at a time, and all that ask meanwhile share the next: however many ask, there are not more of
 * them in memory than are being read. None is older than the request that it answers. Any thread.
 */
final class MetricsText {
    private final CollectorRegistry registry;
    private final AtomicLong begun = new AtomicLong();
    private final ReentrantLock making = new ReentrantLock();
    @GuardedBy("making") private Made newest; // null while nobody waits for it
    @GuardedBy("making") private boolean jvmExported;

    /** @param number how many were begun with it */
    private record Made(long number, byte[] text, OutputBudget.Load load) {}

    MetricsText(CollectorRegistry registry) {
        this.registry = registry;
    }

    Response answer() throws IOException {
        Made made = madeAfter(begun.get());
        return Response.stream(200, TextFormat.CONTENT_TYPE_004, made.text.length, out -> out.write(made.text)).holding(made.load);
    }

    private Made madeAfter(long number) throws IOException {
        making.lock();
        try {
            if (newest == null || newest.number <= number) {
                newest = make();
            }
            Made made = newest;
            if (!making.hasQueuedThreads()) {
                newest = null;
            }
            return made;
        } finally {
            making.unlock();
        }
    }

    @GuardedBy("making")
    private Made make() throws IOException {
        long number = begun.incrementAndGet();
        if (!jvmExported) {
            jvmExported = true;
            DefaultExports.register(registry); // at the first look: it costs the start tens of milliseconds
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer text = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
            TextFormat.write004(text, registry.metricFamilySamples());
        }
        return new Made(number, bytes.toByteArray(), new OutputBudget.Load(bytes.size()));
    }
}

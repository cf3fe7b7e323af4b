package depot.common.http;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.CounterMetricFamily;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests refused for going over a limit ({@code depot_refused_total{limit="body"}}) and logs the first of each
 * kind, further ones at debug. The JDK's server, which a process has only once, refuses {@code head}, {@code time} and {@code files}.
 * Thread-safe.
 */
public final class Refusals {
    private static final Logger log = LoggerFactory.getLogger("depot.http");

    private static final String FIRST = "{}: {} (logged once; {} counts)";
    private static final String FURTHER = "{}: {}";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    public Refusals(CollectorRegistry registry) {
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return List.of(family());
            }
        }.register(registry);
    }

    /**
     * Counts one.
     *
     * @param limit which limit: one of a few fixed words
     * @param where the route, or another of a few fixed words
     * @param what what happened, in words for the log
     */
    public void count(String limit, String where, String what) {
        counts.computeIfAbsent(limit, l -> new LongAdder()).increment();
        if (logged.add(limit + ' ' + where)) {
            log.warn(FIRST, where, what, "depot_refused_total{limit=\"" + limit + "\"}");
        } else {
            log.debug(FURTHER, where, what);
        }
    }

    /**
     * A peer was closed for what crowds may do again and again. Logs the first of each kind only.
     *
     * @param kind one of a few fixed words, none of which is a limit's
     * @param metric what counts them
     */
    public void closed(String kind, String where, String what, String metric) {
        if (logged.add(kind + ' ' + where)) {
            log.info(FIRST, where, what, metric);
        } else {
            log.debug(FURTHER, where, what);
        }
    }

    private CounterMetricFamily family() {
        Map<String, Double> values = new TreeMap<>();
        counts.forEach((limit, count) -> values.put(limit, (double) count.sum()));
        values.merge("head", (double) JdkServerLog.largeHeads(), Double::sum);
        values.put("time", (double) JdkServerLog.slowRequests());
        values.put("files", (double) JdkServerLog.notAccepted());
        CounterMetricFamily family = new CounterMetricFamily("depot_refused_total",
                "Requests, messages and connections refused for going over a limit.", List.of("limit"));
        values.forEach((limit, value) -> family.addMetric(List.of(limit), value));
        return family;
    }
}

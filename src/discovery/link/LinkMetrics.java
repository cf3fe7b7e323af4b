package depot.discovery.link;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counters of the links. Written by the links' thread, read by any thread. */
final class LinkMetrics extends Collector {
    private static final long WINDOW_NANOS = 60_000_000_000L;

    private final AtomicIntegerArray links = new AtomicIntegerArray(LinkState.State.values().length);
    private final Counter frames;
    private final Counter fed;
    private final Counter stopsAsked;
    private final Counter stopsConfirmed;
    private long windowBegan;
    private long oldestNow;
    private volatile long oldestBefore;
    private volatile long oldestShown;
    private volatile int triesWaiting;

    LinkMetrics(CollectorRegistry registry) {
        frames = Counter.build("depot_rover_link_frames_total", "Frames that rovers sent on their own links.").register(registry);
        fed = Counter.build("depot_rover_heartbeats_fed_total", "Heartbeats that rovers' watchdogs were fed with.").register(registry);
        stopsAsked = Counter.build("depot_estops_asked_total", "E-stops asked for, each rover counted.").register(registry);
        stopsConfirmed = Counter.build("depot_estops_confirmed_total", "E-stops that rovers' frames confirmed.").register(registry);
        register(registry);
    }

    void moved(LinkState.State from, LinkState.State to) {
        if (from != null) {
            links.decrementAndGet(from.ordinal());
        }
        if (to != null) {
            links.incrementAndGet(to.ordinal());
        }
    }

    void triesWaiting(int count) {
        triesWaiting = count;
    }

    void frames(int count) {
        frames.inc(count);
    }

    /** A heartbeat went out. @param ageNanos how old the frame was that allowed it */
    void fed(long ageNanos, long now) {
        fed.inc();
        if (now - windowBegan > WINDOW_NANOS) {
            windowBegan = now;
            oldestBefore = oldestNow;
            oldestNow = 0;
        }
        oldestNow = Math.max(oldestNow, ageNanos);
        oldestShown = Math.max(oldestBefore, oldestNow);
    }

    void stopAsked() {
        stopsAsked.inc();
    }

    void stopsConfirmed(int count) {
        stopsConfirmed.inc(count);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily states = new GaugeMetricFamily("depot_rover_links", "Rovers' own links, by state.", List.of("state"));
        for (LinkState.State state : LinkState.State.values()) {
            states.addMetric(List.of(state.word()), links.get(state.ordinal()));
        }
        List<MetricFamilySamples> families = new ArrayList<>(List.of(states));
        families.add(new GaugeMetricFamily("depot_rover_link_tries_waiting", "Rovers' own links that wait for their turn to be opened.",
                triesWaiting));
        families.add(new GaugeMetricFamily("depot_fed_frame_age_seconds",
                "The oldest frame, of the last minute or two in which rovers were fed, that a heartbeat went out on.", oldestShown / 1e9));
        return families;
    }
}

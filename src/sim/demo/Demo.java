package depot.sim.demo;

import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.sim.client.ServiceUrl;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a depot worth looking at: waits until discovery and dispatch answer, and gps where there is one, and says where the page is,
 * makes zones and missions where there are none, and starts them; also some recorded sessions. On a thread of its own; ends by itself
 * when it is done.
 */
public final class Demo implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.sim");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LOG_AFTER = Duration.ofSeconds(20);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(3);
    private static final Duration TRY_AGAIN_AT_LAST = Duration.ofMinutes(1);
    private static final Duration GPS_WITHIN = Duration.ofSeconds(15);
    private static final Duration ROVERS_WITHIN = Duration.ofSeconds(15);

    private final Settings settings;
    private final Duration gpsWithin;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3))
            .build();
    private final DemoApi discovery;
    private final DemoApi dispatch;
    private final DemoApi gps;
    private final Worker worker;

    /**
     * What it needs to know.
     *
     * @param rovers of the fleet
     * @param token an operator's; empty for none
     * @param sessions where recorded sessions are kept; empty to make none
     */
    public record Settings(ServiceUrl discovery, ServiceUrl dispatch, ServiceUrl gps, Optional<String> token, int rovers,
            Optional<Path> sessions) {}

    private Demo(Settings settings, Duration gpsWithin) {
        this.settings = settings;
        this.gpsWithin = gpsWithin;
        discovery = new DemoApi(client, "discovery", settings.discovery, settings.token);
        dispatch = new DemoApi(client, "dispatch", settings.dispatch, settings.token);
        gps = new DemoApi(client, "gps", settings.gps, settings.token);
        worker = Worker.start("demo", this::run);
    }

    public static Demo start(Settings settings) {
        return start(settings, GPS_WITHIN);
    }

    /** @param gpsWithin how long to wait for the base station's service: a depot may have none */
    static Demo start(Settings settings, Duration gpsWithin) {
        return new Demo(settings, gpsWithin);
    }

    private void run() throws InterruptedException {
        awaitAnswer(discovery);
        awaitAnswer(dispatch);
        boolean withGps = answersWithin(gps, gpsWithin);
        if (!withGps) {
            log.warn("no base station's service answers at {}: the demo goes on without its position", gps.url());
        }
        GrowingPause pause = new GrowingPause(TRY_AGAIN_AFTER, TRY_AGAIN_AT_LAST);
        while (!fill(withGps)) {
            Thread.sleep(pause.next());
        }
        log.info("the demo is ready: open {}/ in a browser", settings.discovery);
    }

    /** Whether it went well: what is there already is not made again. */
    private boolean fill(boolean withGps) throws InterruptedException {
        try {
            Map<String, Object> status = withGps ? gps.object("/status") : Map.of();
            double latitude = number(status.get("latitude"), 48.1375);
            double longitude = number(status.get("longitude"), 11.5755);
            makeSessions(latitude, longitude);
            setOrigin(latitude, longitude);
            DemoMissions missions = new DemoMissions(dispatch, DemoPlan.around(latitude, longitude));
            missions.make();
            awaitRovers();
            missions.start(settings.rovers);
            return true;
        } catch (IOException e) {
            log.warn("the demo could not be made whole, and is tried again: {}", e.getMessage());
            return false;
        }
    }

    /** Sets the site's origin, unless it is set already; an older dispatch has no such setting. */
    private void setOrigin(double latitude, double longitude) throws InterruptedException {
        try {
            if (dispatch.object("/site").get("origin") == null) {
                dispatch.change("/site", String.format(Locale.ROOT, "{\"origin\":{\"latitude\":%.7f,\"longitude\":%.7f}}", latitude,
                        longitude));
            }
        } catch (IOException e) {
            log.info("dispatch does not take the site's origin: rovers are on the map by their poses only ({})", e.getMessage());
        }
    }

    private static double number(Object value, double otherwise) {
        return value instanceof Number number ? number.doubleValue() : otherwise;
    }

    private static void awaitAnswer(DemoApi service) throws InterruptedException {
        if (!answersWithin(service, LOG_AFTER)) {
            log.warn("still waiting for {} at {}", service.name(), service.url());
            while (!answersWithin(service, LOG_AFTER)) {
                // it may be made still
            }
        }
    }

    private static boolean answersWithin(DemoApi service, Duration patience) throws InterruptedException {
        long began = System.nanoTime();
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (!answers(service)) {
            if (System.nanoTime() - began > patience.toNanos()) {
                return false;
            }
            Thread.sleep(pause.next());
        }
        return true;
    }

    /** Dispatch answers as soon as it serves; what is made here needs its database too. */
    private static boolean answers(DemoApi service) throws InterruptedException {
        try {
            Object status = service.object("/health").get("status");
            return !service.name().equals("dispatch") || "ok".equals(status);
        } catch (IOException e) {
            return false;
        }
    }

    private void makeSessions(double latitude, double longitude) throws IOException {
        if (settings.sessions.isPresent()) {
            int made = DemoSessions.writeTo(settings.sessions.get(), Instant.now(), latitude, longitude);
            if (made > 0) {
                log.info("{} made-up sessions written to {}", made, settings.sessions.get());
            }
        }
    }

    private void awaitRovers() throws IOException, InterruptedException {
        long end = System.nanoTime() + ROVERS_WITHIN.toNanos();
        while (number(dispatch.object("/health").get("connected_rovers"), 0) < settings.rovers && System.nanoTime() < end) {
            Thread.sleep(FIRST_PAUSE);
        }
    }

    /** For tests: waits until it is done, for half a minute at most. */
    void awaitEnd() {
        worker.join(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        worker.close();
        client.shutdownNow();
    }
}

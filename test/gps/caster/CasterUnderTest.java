package depot.gps.caster;

import depot.common.config.Environment;
import depot.common.time.Time;
import depot.gnss.Geodetic;
import depot.gnss.frames.Frame;
import depot.gps.corrections.Corrections;
import depot.support.Await;
import depot.support.RawHttp;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A caster on a free port, with settings of the test's own, and the corrections that it casts. */
public final class CasterUnderTest implements AutoCloseable {
    static final String V2 = "Ntrip-Version: Ntrip/2.0";
    /** Of {@code rover} and {@code secret}. */
    static final String LOGIN = "Authorization: Basic cm92ZXI6c2VjcmV0";

    public final Corrections corrections = new Corrections(Time.SYSTEM);
    public final CollectorRegistry registry = new CollectorRegistry();
    public final Caster caster;

    /** @param settings name and value in turn */
    public CasterUnderTest(String... settings) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("NTRIP_PORT", "0"));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        StationFacts facts = new StationFacts() {
            @Override
            public Optional<Geodetic> position() {
                return Optional.of(new Geodetic(32.065832545, 34.773819035, 72.1342));
            }

            @Override
            public String receiver() {
                return "ZED-F9P HPG 1.32";
            }

            @Override
            public String remark() {
                return corrections.flowing() ? "" : "no corrections at present";
            }

            @Override
            public boolean simulated() {
                return false;
            }
        };
        caster = Caster.start(CasterConfig.from(new Environment(environment)), corrections, facts, registry);
    }

    public int port() {
        return caster.port();
    }

    void cast(Frame... frames) {
        Arrays.stream(frames).forEach(corrections::accept);
    }

    /** Sends a head and leaves the connection open. */
    RawHttp ask(String requestLine, String... headers) throws IOException {
        RawHttp connection = RawHttp.connect(port());
        connection.send(requestLine + "\r\n" + String.join("", Arrays.stream(headers).map(h -> h + "\r\n").toList()) + "\r\n");
        return connection;
    }

    /** All that comes until the caster closes. */
    String exchange(String requestLine, String... headers) throws IOException {
        try (RawHttp connection = ask(requestLine, headers)) {
            return connection.readAll();
        }
    }

    void awaitClients(int count) throws Exception {
        Await.until(count + " clients", () -> caster.clients() == count);
    }

    /** Counts may come after what is counted was seen. */
    void awaitMetric(String name, String reason, double value) throws Exception {
        Await.until(name + " for " + reason + " is " + value, () -> metric(name, "reason", reason) == value);
    }

    double metric(String name, String label, String value) {
        return Optional.ofNullable(registry.getSampleValue(name, new String[] {label}, new String[] {value})).orElse(0.0);
    }

    @Override
    public void close() {
        caster.close();
    }
}

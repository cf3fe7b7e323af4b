package depot.gps.caster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.support.Await;
import depot.support.RawHttp;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A port whose places are all taken. */
class AcceptorTest {
    private static final int CLIENTS = 3;
    private static final CasterLimits LIMITS = new CasterLimits(CLIENTS, CLIENTS, 8192, Duration.ofSeconds(10), 0,
            Duration.ofSeconds(10), 8192);
    private final CasterMetrics metrics = new CasterMetrics(new CollectorRegistry());

    private Acceptor full() throws IOException {
        return new Acceptor(0, LIMITS, metrics, () -> CLIENTS, channel -> Optional.empty(), rover -> { }, Time.SYSTEM);
    }

    /** With a pause after each, as after a shortage of files, they would take longer than this waits. */
    @Test
    void connectionsThatWereResetHoldUpNobody() throws Exception {
        int resets = 300;
        try (Acceptor acceptor = full()) {
            for (int i = 0; i < resets; i++) { // before it accepts, so that none can be answered first
                try (Socket socket = new Socket("127.0.0.1", acceptor.port())) {
                    socket.setSoLinger(true, 0);
                }
            }
            acceptor.start();
            Await.until("all were taken", () -> metrics.refused.labels("full").get() == resets);
            try (RawHttp next = RawHttp.connect(acceptor.port())) {
                assertTrue(next.readHead().startsWith("HTTP/1.1 503 "));
            }
        }
    }
}

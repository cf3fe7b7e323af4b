package depot.discovery.telemetry;

import depot.support.ManualTime;
import java.nio.file.Path;
import java.time.Duration;

/** Positions as a discovery left them that heard of each at its own time. One thread. */
public final class KeptPositions implements AutoCloseable {
    private final ManualTime time = new ManualTime();
    private final PositionLog log;

    /** @param data its {@code DATA_DIR} */
    public KeptPositions(Path data) {
        log = new PositionLog(data, time);
    }

    /** @param nanos Unix time, later than that of the one before */
    public void add(String rover, long nanos, double latitude, double longitude, double accuracy) {
        time.advance(Duration.ofNanos(nanos - time.millis() * 1_000_000));
        log.add(rover, new Telemetry.Position(time.nanos(), latitude, longitude, accuracy, nanos));
    }

    @Override
    public void close() {
        log.close();
    }
}

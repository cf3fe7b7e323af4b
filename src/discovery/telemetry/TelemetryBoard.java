package depot.discovery.telemetry;

import depot.common.json.Text;
import depot.common.time.Time;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of each registered rover from its telemetry. One thread takes datagrams in and expires old values; any
 * thread reads.
 */
public final class TelemetryBoard implements TelemetryReader.Sink {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    private static final Duration KEPT_AFTER_LAST = Curve.STEP.multipliedBy(Curve.POINTS);

    private final Fleet fleet;
    private final Time time;
    private final CurveMemory memory;
    private final Counter.Child unregistered;
    private final BiConsumer<String, Telemetry.Position> positions;
    private final Map<String, Station> stations = new ConcurrentHashMap<>();
    private boolean strangerLogged; // the one thread's, as is the next
    private boolean memoryLogged;

    private static final class Station {
        volatile Telemetry newest; // written by the one thread
        boolean shown; // the one thread's
        final Curves curves;

        Station(CurveMemory memory) {
            curves = new Curves(memory);
        }
    }

    /** What a client that asks for a rover's last hour gets. */
    record Hour(Telemetry newest, Curves.Copy curves) {}

    /** @param unregistered counts data of rovers that are not registered */
    TelemetryBoard(Fleet fleet, Time time, CurveMemory memory, Counter.Child unregistered) {
        this(fleet, time, memory, unregistered, (rover, position) -> { });
    }

    /** @param positions is given where each rover says that it is, on the one thread */
    TelemetryBoard(Fleet fleet, Time time, CurveMemory memory, Counter.Child unregistered,
            BiConsumer<String, Telemetry.Position> positions) {
        this.positions = positions;
        this.fleet = fleet;
        this.time = time;
        this.memory = memory;
        this.unregistered = unregistered;
    }

    @Override
    public void take(String rover, Telemetry said) {
        Station known = stations.get(rover);
        Telemetry newest = said.over(known == null ? null : known.newest);
        if (!fleet.show(rover, new TelemetryJson(newest, time.nanos(), time.millis()))) {
            stranger(rover);
            return;
        }
        Station station = known == null ? stations.computeIfAbsent(rover, id -> new Station(memory)) : known;
        station.newest = newest;
        station.shown = true;
        if (said.position() != null) {
            positions.accept(rover, said.position());
        }
        if (!station.curves.add(said) && !memoryLogged) {
            memoryLogged = true;
            log.warn("rovers' curves take all the memory that they may ({} bytes): of some values the last hour is not kept",
                    memory.taken());
        }
    }

    private void stranger(String rover) {
        forget(rover);
        unregistered.inc();
        if (!strangerLogged) {
            strangerLogged = true;
            log.warn("telemetry came of '{}', which is not registered (logged once; depot_telemetry_lost_total counts)", Text.shown(rover));
        }
    }

    /** Shows values that are no longer fresh as not known, drops curves of rovers that were silent for an hour. The one thread's. */
    void expire() {
        long now = time.nanos();
        stations.forEach((rover, station) -> {
            if (station.shown && !station.newest.isFresh(now)) {
                station.shown = false;
                if (!fleet.show(rover, null)) {
                    forget(rover);
                }
            } else if (!station.shown && now - station.newest.heardNanos() > KEPT_AFTER_LAST.toNanos()) {
                forget(rover);
            }
        });
    }

    /** Nothing is known of it any more. */
    public void forget(String rover) {
        Station gone = stations.remove(rover);
        if (gone != null) {
            gone.curves.drop();
        }
    }

    /** Empty when nothing came for more than an hour. */
    Optional<Hour> hour(String rover) {
        return Optional.ofNullable(stations.get(rover)).filter(station -> station.newest != null)
                .map(station -> new Hour(station.newest, station.curves.read(time.nanos())));
    }

    /** When anything last came of the rover, by the steady clock; empty when nothing did for an hour. */
    public Optional<Telemetry> newest(String rover) {
        return Optional.ofNullable(stations.get(rover)).map(station -> station.newest);
    }

    /** All that came within the last hour; some of it may not be fresh. */
    void forEach(BiConsumer<String, Telemetry> action) {
        stations.forEach((rover, station) -> {
            Telemetry newest = station.newest;
            if (newest != null) {
                action.accept(rover, newest);
            }
        });
    }

    long curveBytes() {
        return memory.taken();
    }
}

package depot.dispatch.fleet;

import depot.common.GuardedBy;
import depot.common.time.Time;
import depot.dispatch.model.SeenRover;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What discovery says of rovers, and how old that is. Filled by {@link FactsLink} from discovery's delta feed; any thread may read. When
 * discovery goes away, the facts stay and age. Thread-safe.
 */
public final class FleetFacts {
    private static final Duration NOT_KNOWN_HOW_OLD = Duration.ofDays(365);

    private final Time time;
    private final RoverTroubles troubles;
    @GuardedBy("this") private final Map<String, Known> rovers = new HashMap<>();
    @GuardedBy("this") private boolean connected;
    @GuardedBy("this") private long connectionNanos; // when that changed last
    private volatile FleetLimits limits = FleetLimits.FIRMWARE; // written by the link

    /** A rover as one message has it. Times are discovery's own, in Unix milliseconds: they are only compared with each other. */
    record Entry(String id, String name, boolean online, int mode, double batteryVolts, long lastSeenMillis, SeenRover.Pose pose,
            boolean linkUp,
            boolean telemetry, Double latitude, Double longitude, Double accuracyMetres, long positionMillis, SeenRover.Motor hottest) {}

    private record Known(Entry entry, long heardNanos, Spot spot, long spotNanos, boolean hadTelemetry) {}

    /** Where telemetry said that it was; it stays when telemetry does not come any more, and ages. */
    private record Spot(double latitude, double longitude, Double accuracyMetres) {}

    /** @param troubles is told of each rover's mode */
    public FleetFacts(Time time, RoverTroubles troubles) {
        this.time = time;
        this.troubles = troubles;
        connectionNanos = time.nanos();
    }

    /** The whole roster: who is not in it is not known any more. */
    void all(Collection<Entry> entries) {
        List<Entry> heard = new ArrayList<>();
        synchronized (this) {
            Map<String, Known> before = new HashMap<>(rovers);
            rovers.clear();
            for (Entry each : entries) {
                Known known = before.get(each.id);
                // a discovery that was killed knows what it wrote down last, and says that as if it were now
                boolean old = known != null && each.lastSeenMillis < known.entry.lastSeenMillis;
                rovers.put(each.id, known(known, each, old));
                if (!old) {
                    heard.add(each);
                }
            }
        }
        heard(heard);
    }

    void changed(Collection<Entry> changed, Collection<String> removed) {
        synchronized (this) {
            for (Entry each : changed) {
                rovers.put(each.id, known(rovers.get(each.id), each, false));
            }
            rovers.keySet().removeAll(removed);
        }
        heard(changed);
    }

    /**
     * Trouble counts in any case; that it is over, only where that was heard from the rover. That a list does not have a rover any more,
     * after a restart of discovery perhaps, says nothing of it.
     */
    private void heard(Collection<Entry> entries) {
        for (Entry each : entries) {
            if (SeenRover.IN_TROUBLE.contains(each.mode) || each.online && isModeKnown(each.mode, volts(each))) {
                troubles.heard(each.id, each.mode);
            }
        }
    }

    /** A rover that has just been switched on says 0 V and disabled, as does one that says neither. @param volts null for not known */
    static boolean isModeKnown(int mode, Double volts) {
        return mode != 0 || volts != null;
    }

    private static Double volts(Entry entry) {
        return entry.batteryVolts > 0 ? entry.batteryVolts : null;
    }

    private Known known(Known before, Entry entry, boolean old) {
        long now = time.nanos();
        boolean heard = before == null || !old && before.entry.lastSeenMillis != entry.lastSeenMillis;
        Spot spot = entry.latitude == null || entry.longitude == null ? null
                : new Spot(entry.latitude, entry.longitude, entry.accuracyMetres);
        boolean placed = spot != null && (before == null || before.entry.positionMillis != entry.positionMillis || before.spot == null);
        // the first message on a rover may hold a position that is old already, by discovery's clock
        long aged = before == null ? Duration.ofMillis(Math.max(0, entry.lastSeenMillis - entry.positionMillis)).toNanos() : 0;
        // of one that was heard since and is offline now, nobody here knows when that was
        long heardNanos = entry.online ? now : now - NOT_KNOWN_HOW_OLD.toNanos();
        return new Known(entry, heard ? heardNanos : before.heardNanos, spot != null || before == null ? spot : before.spot,
                placed || before == null ? now - aged : before.spotNanos, entry.telemetry || before != null && before.hadTelemetry);
    }

    synchronized void connected(boolean now) {
        if (connected != now) {
            connectionNanos = time.nanos();
        }
        connected = now;
    }

    /** For how long discovery's feed has been down; empty while it is up. */
    public synchronized Optional<Duration> away() {
        return connected ? Optional.empty() : Optional.of(Duration.ofNanos(time.nanos() - connectionNanos));
    }

    /** Whether nothing was ever heard of any rover. */
    synchronized boolean isEmpty() {
        return rovers.isEmpty();
    }

    void limits(FleetLimits now) {
        limits = now;
    }

    public FleetLimits limits() {
        return limits;
    }

    /** Whether discovery's feed is up. */
    public synchronized boolean isConnected() {
        return connected;
    }

    /** Every rover that discovery knows; empty while it cannot be asked. */
    public synchronized Optional<List<SeenRover>> present() {
        if (!connected) {
            return Optional.empty();
        }
        List<SeenRover> all = new ArrayList<>(rovers.size());
        for (Known known : rovers.values()) {
            all.add(seen(known));
        }
        return Optional.of(all);
    }

    /** What is known of a rover, old or not. */
    public synchronized Optional<SeenRover> of(String id) {
        return Optional.ofNullable(rovers.get(id)).map(this::seen);
    }

    private SeenRover seen(Known known) {
        Entry entry = known.entry;
        long now = time.nanos();
        Spot spot = known.spot;
        SeenRover.Position position = spot == null ? null
                : new SeenRover.Position(spot.latitude, spot.longitude, spot.accuracyMetres,
                Duration.ofNanos(Math.max(0, now - known.spotNanos)));
        return new SeenRover(entry.id, entry.name, entry.online, entry.mode, volts(entry),
                Duration.ofNanos(Math.max(0, now - known.heardNanos)), entry.pose, entry.linkUp, position, entry.telemetry,
                known.hadTelemetry, entry.hottest);
    }
}

package depot.dispatch.fleet;

import depot.common.GuardedBy;
import depot.common.time.Time;
import depot.dispatch.model.SeenRover;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What discovery says of rovers, and how old that is. Filled by {@link FactsLink} from discovery's delta feed; any thread may read. When
 * discovery goes away, the facts stay and age. Thread-safe.
 */
public final class FleetFacts {
    private static final Duration NOT_KNOWN_HOW_OLD = Duration.ofDays(365);
    private static final int MOST_GONE = 100_000;

    private final Time time;
    @GuardedBy("this") private final Map<String, Known> rovers = new HashMap<>();
    @GuardedBy("this") private boolean connected;
    @GuardedBy("this") private long connectionNanos; // when that changed last
    // rovers that discovery does not know any more, and were last heard of in teleop, e-stop or fault; oldest first
    @GuardedBy("this") private final Map<String, Integer> lastTrouble = new LinkedHashMap<>();
    private volatile FleetLimits limits = FleetLimits.FIRMWARE; // written by the link

    /** A rover as one message has it. Times are discovery's own, in Unix milliseconds: they are only compared with each other. */
    record Told(String id, String name, boolean online, int mode, double batteryVolts, long lastSeenMillis, SeenRover.Pose pose,
            boolean linkUp,
            boolean telemetry, Double latitude, Double longitude, Double accuracyMetres, long positionMillis, SeenRover.Motor hottest) {}

    private record Known(Told told, long heardNanos, Spot spot, long spotNanos, boolean hadTelemetry) {}

    /** Where telemetry said that it was; it stays when telemetry does not come any more, and ages. */
    private record Spot(double latitude, double longitude, Double accuracyMetres) {}

    public FleetFacts(Time time) {
        this.time = time;
        connectionNanos = time.nanos();
    }

    /** The whole roster: who is not in it is not known any more. */
    synchronized void all(Collection<Told> told) {
        Map<String, Known> before = new HashMap<>(rovers);
        rovers.clear();
        for (Told each : told) {
            rovers.put(each.id, known(before.remove(each.id), each));
        }
        for (Map.Entry<String, Known> each : before.entrySet()) {
            gone(each.getKey(), each.getValue());
        }
        lastTrouble.keySet().removeAll(rovers.keySet());
    }

    synchronized void changed(Collection<Told> changed, Collection<String> removed) {
        for (Told each : changed) {
            rovers.put(each.id, known(rovers.get(each.id), each));
            lastTrouble.remove(each.id);
        }
        for (String id : removed) {
            Known known = rovers.remove(id);
            if (known != null) {
                gone(id, known);
            }
        }
    }

    /** That a list does not have it any more, after a restart of discovery perhaps, says nothing of the rover. */
    @GuardedBy("this")
    private void gone(String id, Known known) {
        if (SeenRover.IN_TROUBLE.contains(known.told.mode)) {
            lastTrouble.put(id, known.told.mode);
            if (lastTrouble.size() > MOST_GONE) {
                lastTrouble.remove(lastTrouble.keySet().iterator().next());
            }
        }
    }

    private Known known(Known before, Told told) {
        long now = time.nanos();
        boolean heard = before == null || before.told.lastSeenMillis != told.lastSeenMillis;
        Spot spot = told.latitude == null || told.longitude == null ? null : new Spot(told.latitude, told.longitude, told.accuracyMetres);
        boolean placed = spot != null && (before == null || before.told.positionMillis != told.positionMillis || before.spot == null);
        // the first message on a rover may hold a position that is old already, by discovery's clock
        long aged = before == null ? Duration.ofMillis(Math.max(0, told.lastSeenMillis - told.positionMillis)).toNanos() : 0;
        // of one that was heard since and is offline now, nobody here knows when that was
        long heardNanos = told.online ? now : now - NOT_KNOWN_HOW_OLD.toNanos();
        return new Known(told, heard ? heardNanos : before.heardNanos, spot != null || before == null ? spot : before.spot,
                placed || before == null ? now - aged : before.spotNanos, told.telemetry || before != null && before.hadTelemetry);
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
        return rovers.isEmpty() && lastTrouble.isEmpty();
    }

    void limits(FleetLimits now) {
        limits = now;
    }

    public FleetLimits limits() {
        return limits;
    }

    /** Teleop, e-stop or fault, of a rover that was last heard of so and is not known any more. */
    synchronized Optional<Integer> lastTrouble(String id) {
        return Optional.ofNullable(lastTrouble.get(id));
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
        Told told = known.told;
        long now = time.nanos();
        Spot spot = known.spot;
        SeenRover.Position position = spot == null ? null
                : new SeenRover.Position(spot.latitude, spot.longitude, spot.accuracyMetres,
                Duration.ofNanos(Math.max(0, now - known.spotNanos)));
        return new SeenRover(told.id, told.name, told.online, told.mode, told.batteryVolts > 0 ? told.batteryVolts : null,
                Duration.ofNanos(Math.max(0, now - known.heardNanos)), told.pose, told.linkUp, position, told.telemetry, known.hadTelemetry,
                told.hottest);
    }
}

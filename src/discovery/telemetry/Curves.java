package depot.discovery.telemetry;

import depot.common.GuardedBy;
import depot.discovery.telemetry.Curve.Kind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rover's curves of the last hour, each made when the first value of its kind comes, if there is memory for it.
 * Thread-safe: one thread adds, others read, in turns under a lock of its own.
 */
final class Curves {
    private final CurveMemory memory;
    @GuardedBy("this") private final EnumMap<Kind, Curve> curves = new EnumMap<>(Kind.class);
    @GuardedBy("this") private final Map<String, Curve> motors = new LinkedHashMap<>();
    @GuardedBy("this") private boolean dropped;

    /** What clients get: points of each kind, and of motors by their id. */
    record Copy(Map<Kind, double[]> curves, Map<String, double[]> motors) {}

    Curves(CurveMemory memory) {
        this.memory = memory;
    }

    /** Adds a datagram's values; false when there was no memory for one of them. */
    synchronized boolean add(Telemetry said) {
        if (dropped) {
            return true;
        }
        boolean all = true;
        long now = said.heardNanos();
        if (said.status() != null) {
            all = add(Kind.BATTERY_VOLTS, now, said.status().batteryVolts())
                    & add(Kind.CURRENT_AMPERES, now, said.status().currentAmperes());
        }
        if (said.velocity() != null) {
            all &= add(Kind.LINEAR_METRES_PER_SECOND, now, said.velocity().linearMetresPerSecond());
        }
        if (said.position() != null) {
            all &= add(Kind.ACCURACY_METRES, now, said.position().accuracyMetres());
        }
        if (said.mesh() != null) {
            all &= add(Kind.MESH_RSSI, now, said.mesh().rssi());
        }
        if (said.motors() != null) {
            for (Telemetry.Motor motor : said.motors().all()) {
                all &= addMotor(motor, now);
            }
        }
        return all;
    }

    @GuardedBy("this")
    private boolean add(Kind kind, long now, double value) {
        if (Double.isNaN(value)) {
            return true;
        }
        Curve curve = curves.get(kind);
        if (curve == null) {
            if (!memory.take(Curve.BYTES)) {
                return false;
            }
            curve = new Curve(kind, now);
            curves.put(kind, curve);
        }
        curve.add(now, value);
        return true;
    }

    @GuardedBy("this")
    private boolean addMotor(Telemetry.Motor motor, long now) {
        if (Double.isNaN(motor.celsius())) {
            return true;
        }
        Curve curve = motors.get(motor.id());
        if (curve == null) {
            // a sender of invented ids gets no more curves than a rover has motors
            if (motors.size() == TelemetryReader.MAX_MOTORS || !memory.take(Curve.BYTES)) {
                return false;
            }
            curve = new Curve(Kind.MOTOR_CELSIUS, now);
            motors.put(motor.id(), curve);
        }
        curve.add(now, motor.celsius());
        return true;
    }

    synchronized Copy read(long nowNanos) {
        Map<Kind, double[]> read = new EnumMap<>(Kind.class);
        curves.forEach((kind, curve) -> read.put(kind, curve.read(nowNanos)));
        Map<String, double[]> motorsRead = new LinkedHashMap<>();
        motors.forEach((id, curve) -> motorsRead.put(id, curve.read(nowNanos)));
        return new Copy(read, motorsRead);
    }

    /** Gives the memory back; nothing is kept any more. */
    synchronized void drop() {
        memory.giveBack((long) (curves.size() + motors.size()) * Curve.BYTES);
        curves.clear();
        motors.clear();
        dropped = true;
    }
}

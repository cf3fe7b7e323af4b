package depot.discovery;

import depot.common.json.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The fields of a rover's heartbeat; those that it leaves out stay as they were. */
record Heartbeat(OptionalDouble batteryVoltage, OptionalInt mode, Optional<Pose> pose) {
    private static final int LAST_MODE = 5;

    /** Reads {@code battery_voltage}, {@code mode} and {@code pose}. */
    static Heartbeat from(JsonObject json) {
        return new Heartbeat(json.optionalNumber("battery_voltage"), json.optionalInteger("mode", 0, LAST_MODE),
                json.object("pose").map(Heartbeat::pose));
    }

    private static Pose pose(JsonObject json) {
        return new Pose(json.optionalNumber("x").orElse(0), json.optionalNumber("y").orElse(0),
                json.optionalNumber("theta").orElse(0));
    }
}

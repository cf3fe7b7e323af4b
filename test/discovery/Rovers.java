package depot.discovery;

import depot.common.json.JsonObject;
import depot.common.time.Time;

/** What the tests of this package make rovers with. */
final class Rovers {
    private Rovers() {}

    static Registration registration(String id) {
        return Registration.from(JsonObject.parse(
                "{\"id\":\"" + id + "\",\"name\":\"Rover " + id + "\",\"address\":\"ws://10.0.0.7:4850\"}"));
    }

    static Heartbeat heartbeat(double battery) {
        return Heartbeat.from(JsonObject.parse("{\"battery_voltage\":" + battery + "}"));
    }

    static Roster roster(Time time, OfflineWatch watch) {
        return new Roster(time, 100, watch);
    }
}

package depot.sim.client;

import java.util.Locale;

/** The fields of a rover's register and heartbeat messages, the same over HTTP and WebSocket, without the braces. */
public final class RoverFields {

    private RoverFields() {}

    /** Its identity; the texts must need no escapes. */
    public static String identity(String id, String name, String address) {
        return "\"id\":\"" + id + "\",\"name\":\"" + name + "\",\"address\":\"" + address + "\"";
    }

    /** How it is: all fields of a heartbeat. @param batteryVoltage a JSON number; @param x, y in metres, theta in radians */
    public static String state(String batteryVoltage, int mode, double x, double y, double theta) {
        return String.format(Locale.ROOT, "\"battery_voltage\":%s,\"mode\":%d,\"pose\":{\"x\":%.3f,\"y\":%.3f,\"theta\":%.4f}",
                batteryVoltage, mode, x, y, theta);
    }
}

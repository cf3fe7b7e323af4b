package depot.sim.load;

import java.util.Locale;

/** How the load's rovers look on the wire. */
final class Rovers {

    private Rovers() {}

    static String id(int number) {
        return String.format(Locale.ROOT, "bench-%05d", number);
    }

    /** The fields of a register call. */
    static String registration(int number) {
        int net = 1 + number / 250;
        int host = 1 + number % 250;
        return String.format(Locale.ROOT, "\"id\":\"%s\",\"name\":\"Bench rover %d\",\"address\":\"ws://10.0.%d.%d:4850\",%s",
                id(number), number, net, host, state(number, "0"));
    }

    /** The fields of a heartbeat, all of them. @param battery a JSON number */
    static String state(int number, String battery) {
        return String.format(Locale.ROOT, "\"battery_voltage\":%s,\"mode\":3,\"pose\":{\"x\":%.3f,\"y\":%.3f,\"theta\":%.4f}",
                battery, number * 0.731 % 400, number * 1.377 % 250, number * 0.0137 % 3.1416);
    }
}

package depot.load;

import depot.sim.client.RoverFields;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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
        return RoverFields.identity(id(number), "Bench rover " + number, "ws://10.0." + net + "." + host + ":4850") + ","
                + state(number, "0");
    }

    /** The fields of a few heartbeats that differ, so that no state is seen twice in a row. */
    static List<String> states(int number) {
        return IntStream.range(24, 28).mapToObj(volts -> state(number, volts + ".6")).toList();
    }

    /** The fields of a heartbeat, all of them. @param battery a JSON number */
    static String state(int number, String battery) {
        return RoverFields.state(battery, 3, number * 0.731 % 400, number * 1.377 % 250, number * 0.0137 % 3.1416);
    }
}

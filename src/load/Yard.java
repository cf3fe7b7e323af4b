package depot.load;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The zones and missions of the load. */
final class Yard {
    private static final int WAYPOINTS = 20;

    private Yard() {}

    /** The body of a zone: a route of twenty waypoints. */
    static String zone(String name) {
        String waypoints = IntStream.range(0, WAYPOINTS)
                .mapToObj(i -> String.format(Locale.ROOT, "{\"x\":%.3f,\"y\":%.3f,\"theta\":%.4f}", i * 1.731, i * 0.377, i * 0.0137))
                .collect(Collectors.joining(","));
        return "{\"name\":\"" + name + "\",\"waypoints\":[" + waypoints + "]}";
    }

    /** Makes a zone. @return its id */
    static String makeZone(CallPool calls, String name) throws IOException, InterruptedException {
        return calls.call("POST", "/zones", zone(name)).get("id").toString();
    }

    /** Makes a mission, and gives the call that starts it, queued where no rover is free. */
    static byte[] queuedStart(CallPool calls) throws IOException, InterruptedException {
        return calls.request("POST", "/missions/" + makeMission(calls) + "/start?queue=true", "");
    }

    /** Makes a zone and a mission that any rover may do. @return the mission's id */
    static String makeMission(CallPool calls) throws IOException, InterruptedException {
        String zone = makeZone(calls, "bench");
        return calls.call("POST", "/missions", "{\"name\":\"bench\",\"zoneId\":\"" + zone + "\"}").get("id").toString();
    }
}

package depot.sim.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The zones and missions that a newcomer finds: metres east and north of the base station. Immutable. */
final class DemoPlan {
    private static final double METRES_PER_DEGREE = 111_320;
    private static final int METRES_BETWEEN_LANES = 5;

    /** A place to be at; NaN for any heading. */
    private record Place(double x, double y, double theta) {
        Place(double x, double y) {
            this(x, y, Double.NaN);
        }
    }

    /**
     * A zone and the one mission that is run in it.
     *
     * @param tasksPerRover how many of it are started for each rover of the fleet
     * @param mostTasks whatever its size
     */
    record Part(String zoneName, String zoneJson, String missionName, String missionFields, double tasksPerRover, int mostTasks) {

        /** What creates the mission. */
        String missionJson(String zoneId) {
            return "{\"name\":\"" + missionName + "\",\"zoneId\":\"" + zoneId + "\"," + missionFields + "}";
        }

        int tasks(int rovers) {
            return Math.min((int) Math.ceil(tasksPerRover * rovers), mostTasks);
        }
    }

    private DemoPlan() {}

    /** @param latitude of the base, in degrees */
    static List<Part> around(double latitude, double longitude) {
        return List.of(
                new Part("Orchard perimeter", zone("Orchard perimeter", "route", perimeter(), List.of(), latitude, longitude),
                        "Perimeter patrol", "\"schedule\":{\"trigger\":\"manual\",\"loop\":true},\"onLoss\":\"requeue\"", 0.6,
                        Integer.MAX_VALUE),
                meadow("North meadow", "Meadow survey", 0, 3, latitude, longitude),
                meadow("Upper meadow", "Upper meadow survey", 4, 6, latitude, longitude),
                new Part("Gate and pump house", zone("Gate and pump house", "route", round(), List.of(), latitude, longitude),
                        "Gate check", "\"schedule\":{\"trigger\":\"cron\",\"cron\":\"*/3 * * * *\",\"loop\":false}", 0, 0));
    }

    /** One rover at a time is in it: of its two tasks one waits for the other. */
    private static Part meadow(String name, String mission, int firstLane, int lastLane, double latitude, double longitude) {
        return new Part(name, zone(name, "polygon", lanes(firstLane, lastLane), corners(firstLane, lastLane), latitude, longitude), mission,
                "\"schedule\":{\"trigger\":\"manual\",\"loop\":false},\"onLoss\":\"requeue\"", 0.3, 2);
    }

    private static List<Place> perimeter() {
        return List.of(new Place(6, -18), new Place(30, -21), new Place(58, -19), new Place(65, -14), new Place(67, 2), new Place(65, 18),
                new Place(58, 24), new Place(36, 27), new Place(12, 25), new Place(5, 19), new Place(3, 2), new Place(4, -13));
    }

    /** Up one lane and down the next. */
    private static List<Place> lanes(int first, int last) {
        List<Place> lanes = new ArrayList<>();
        for (int lane = first; lane <= last; lane++) {
            double y = north(lane);
            Place west = new Place(4, y);
            Place east = new Place(46 - lane, y);
            lanes.addAll(lane % 2 == 0 ? List.of(west, east) : List.of(east, west));
        }
        return lanes;
    }

    private static double north(int lane) {
        return 36 + lane * METRES_BETWEEN_LANES;
    }

    private static List<Place> corners(int firstLane, int lastLane) {
        double south = north(firstLane) - 2;
        double north = north(lastLane) + 2;
        return List.of(new Place(1, south), new Place(50 - firstLane, south), new Place(50 - lastLane, north), new Place(1, north));
    }

    private static List<Place> round() {
        return List.of(new Place(-6, -16), new Place(18, -32), new Place(38, -36, -Math.PI / 2), new Place(60, -31), new Place(66, -26),
                new Place(40, -26), new Place(14, -25), new Place(-6, -12, Math.PI));
    }

    private static String zone(String name, String type, List<Place> waypoints, List<Place> corners, double latitude, double longitude) {
        return new String(JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeStringField("zoneType", type);
            json.writeArrayFieldStart("waypoints");
            for (Place each : waypoints) {
                writeWaypoint(json, each);
            }
            json.writeEndArray();
            if (!corners.isEmpty()) {
                json.writeBooleanField("exclusive", true);
                json.writeArrayFieldStart("polygon");
                for (Place each : corners) {
                    json.writeStartObject();
                    json.writeNumberField("lat", latitude + each.y / METRES_PER_DEGREE);
                    json.writeNumberField("lon", longitude + each.x / (METRES_PER_DEGREE * Math.cos(Math.toRadians(latitude))));
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }), StandardCharsets.UTF_8);
    }

    private static void writeWaypoint(JsonGenerator json, Place place) throws IOException {
        json.writeStartObject();
        json.writeNumberField("x", place.x);
        json.writeNumberField("y", place.y);
        if (!Double.isNaN(place.theta)) {
            json.writeNumberField("theta", place.theta);
        }
        json.writeEndObject();
    }
}

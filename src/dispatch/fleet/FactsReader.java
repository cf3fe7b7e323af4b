package depot.dispatch.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import depot.dispatch.model.SeenRover;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads discovery's messages to consoles of {@code /ws?mode=delta} as they stream: of a thousand rovers that each change ten times a
 * second, a tree for each message would be most of what dispatch does. Fields that are not needed are skipped, and so is a value of another
 * type than the contract's. For one thread.
 */
final class FactsReader {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

    private FactsReader() {}

    /** @return whether the message was understood @throws IOException for what is no JSON */
    static boolean read(byte[] message, FleetFacts facts) throws IOException {
        List<FleetFacts.Entry> rovers = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        String type = "";
        try (JsonParser json = FACTORY.createParser(message)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("type")) {
                    type = json.getValueAsString("");
                } else if ((field.equals("data") || field.equals("changed")) && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        rover(json, rovers);
                    }
                } else if (field.equals("removed") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
                        removed.add(json.getValueAsString(""));
                    }
                } else {
                    json.skipChildren();
                }
            }
        }
        switch (type) {
            case "rovers" -> facts.all(rovers);
            case "delta" -> facts.changed(rovers, removed);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Reads the list that {@code GET /rovers} answers, a rover at a time. @throws IOException for what is no such list */
    static void each(InputStream answer, Consumer<FleetFacts.Entry> take) throws IOException {
        try (JsonParser json = FACTORY.createParser(answer)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("a list of rovers is expected");
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                List<FleetFacts.Entry> one = new ArrayList<>(1);
                rover(json, one);
                one.forEach(take);
            }
            if (json.currentToken() != JsonToken.END_ARRAY) {
                throw new IOException("the list of rovers is broken off");
            }
        }
    }

    /** One rover's fields as they come. */
    private static final class Rover {
        String id = "";
        String name = "";
        boolean online;
        int mode;
        double battery;
        long lastSeen;
        SeenRover.Pose pose;
        boolean poseKnown = true;
        boolean linkUp;
        boolean telemetry;
        Double latitude;
        Double longitude;
        Double accuracy;
        long positionAt;
        SeenRover.Motor hottest;
    }

    private static void rover(JsonParser json, List<FleetFacts.Entry> rovers) throws IOException {
        Rover rover = new Rover();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> rover.id = json.getValueAsString("");
                case "name" -> rover.name = json.getValueAsString("");
                case "online" -> rover.online = json.getValueAsBoolean(false);
                case "mode" -> rover.mode = json.getValueAsInt(0);
                case "batteryVoltage" -> rover.battery = json.getValueAsDouble(0);
                case "lastSeen" -> rover.lastSeen = json.getValueAsLong(0);
                case "lastPose" -> rover.pose = pose(json);
                case "poseKnown" -> rover.poseKnown = json.getValueAsBoolean(true);
                case "link" -> rover.linkUp = isUp(json);
                case "telemetry" -> telemetry(json, rover);
                default -> json.skipChildren();
            }
        }
        boolean zero = rover.pose == null || rover.pose.x() == 0 && rover.pose.y() == 0 && rover.pose.theta() == 0;
        if (!rover.id.isEmpty()) {
            rovers.add(new FleetFacts.Entry(rover.id, rover.name, rover.online, rover.mode, rover.battery, rover.lastSeen,
                    rover.poseKnown && !(zero && !rover.linkUp) ? rover.pose : null, rover.linkUp, rover.telemetry,
                    rover.latitude, rover.longitude, rover.accuracy, rover.positionAt, rover.hottest));
        }
    }

    private static boolean isObject(JsonParser json) throws IOException {
        boolean object = json.currentToken() == JsonToken.START_OBJECT;
        if (!object) {
            json.skipChildren();
        }
        return object;
    }

    private static SeenRover.Pose pose(JsonParser json) throws IOException {
        double x = 0;
        double y = 0;
        double theta = 0;
        if (!isObject(json)) {
            return null;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "x" -> x = json.getValueAsDouble(0);
                case "y" -> y = json.getValueAsDouble(0);
                case "theta" -> theta = json.getValueAsDouble(0);
                default -> json.skipChildren();
            }
        }
        return new SeenRover.Pose(x, y, theta);
    }

    private static boolean isUp(JsonParser json) throws IOException {
        boolean up = false;
        if (isObject(json)) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("state")) {
                    up = json.getValueAsString("").equals("up");
                }
                json.skipChildren();
            }
        }
        return up;
    }

    private static void telemetry(JsonParser json, Rover rover) throws IOException {
        if (!isObject(json)) {
            return;
        }
        rover.telemetry = true;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "latitude" -> rover.latitude = number(json);
                case "longitude" -> rover.longitude = number(json);
                case "accuracyMetres" -> rover.accuracy = number(json);
                case "positionAt" -> rover.positionAt = json.getValueAsLong(0);
                case "motors" -> {
                    while (value == JsonToken.START_ARRAY && json.nextToken() == JsonToken.START_OBJECT) {
                        motor(json, rover);
                    }
                }
                default -> json.skipChildren();
            }
        }
    }

    private static Double number(JsonParser json) throws IOException {
        return json.currentToken().isNumeric() && Double.isFinite(json.getDoubleValue()) ? json.getDoubleValue() : null;
    }

    private static void motor(JsonParser json, Rover rover) throws IOException {
        String id = "";
        Double celsius = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getValueAsString("");
                case "celsius" -> celsius = number(json);
                default -> json.skipChildren();
            }
        }
        if (celsius != null && (rover.hottest == null || celsius > rover.hottest.celsius())) {
            rover.hottest = new SeenRover.Motor(id, celsius);
        }
    }
}

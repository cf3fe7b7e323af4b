package depot.discovery;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import java.io.IOException;

/**
 * What is known of a rover beyond the fields that existing consoles know. It is shown in {@code GET /rovers?detail=true} and
 * in deltas, and nowhere else. Each part writes one JSON value, is null where there is nothing to show, and equals another
 * with the same content, so that nothing is sent twice. Immutable; parts are written by any thread, at any time.
 *
 * @param poseKnown whether {@code lastPose} is a place: rovers send zeros until they know one
 * @param link the state of its own link
 * @param velocity from its own link
 * @param telemetry the newest of its datagrams
 */
record RoverDetail(boolean poseKnown, JsonText.Body link, JsonText.Body velocity, JsonText.Body telemetry) {
    static final RoverDetail NOTHING = new RoverDetail(false, null, null, null);

    RoverDetail withPoseKnown() {
        return poseKnown ? this : new RoverDetail(true, link, velocity, telemetry);
    }

    RoverDetail withLink(JsonText.Body newLink, JsonText.Body newVelocity) {
        return new RoverDetail(poseKnown, newLink, newVelocity, telemetry);
    }

    RoverDetail withTelemetry(JsonText.Body newTelemetry) {
        return new RoverDetail(poseKnown, link, velocity, newTelemetry);
    }

    /** Its fields, into the object that is open. */
    void writeFields(JsonGenerator json) throws IOException {
        json.writeBooleanField("poseKnown", poseKnown);
        write("link", link, json);
        write("velocity", velocity, json);
        write("telemetry", telemetry, json);
    }

    private static void write(String name, JsonText.Body part, JsonGenerator json) throws IOException {
        json.writeFieldName(name);
        if (part == null) {
            json.writeNull();
        } else {
            part.writeTo(json);
        }
    }
}

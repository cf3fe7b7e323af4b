package depot.discovery.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import java.io.IOException;
import java.util.List;

/**
 * A rover's telemetry as clients see it: Unix milliseconds by this machine's clock, null for what is not known. Immutable.
 *
 * @param nowNanos the moment that it describes, by the steady clock; {@code nowMillis} is the same moment by the wall clock
 */
record TelemetryJson(Telemetry telemetry, long nowNanos, long nowMillis) implements JsonText.Body {
    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("at", millis(telemetry.heardNanos()));
        number(json, "batteryVolts", telemetry.batteryVolts(nowNanos));
        number(json, "currentAmperes", telemetry.currentAmperes(nowNanos));
        int mode = telemetry.mode(nowNanos);
        if (mode == Telemetry.NO_MODE) {
            json.writeNullField("mode");
        } else {
            json.writeNumberField("mode", mode);
        }
        writePosition(json, telemetry.position());
        number(json, "linearMetresPerSecond", telemetry.linearMetresPerSecond(nowNanos));
        number(json, "angularRadiansPerSecond", telemetry.angularRadiansPerSecond(nowNanos));
        writeMotors(json, telemetry.motors(nowNanos));
        writeMesh(json, telemetry.mesh());
        json.writeEndObject();
    }

    private long millis(long nanos) {
        return nowMillis - (nowNanos - nanos) / 1_000_000;
    }

    private void writePosition(JsonGenerator json, Telemetry.Position position) throws IOException {
        boolean known = position != null;
        number(json, "latitude", known ? position.latitude() : Double.NaN);
        number(json, "longitude", known ? position.longitude() : Double.NaN);
        number(json, "accuracyMetres", known ? position.accuracyMetres() : Double.NaN);
        if (known) {
            json.writeNumberField("positionAt", millis(position.heardNanos()));
        } else {
            json.writeNullField("positionAt");
        }
    }

    private static void writeMotors(JsonGenerator json, List<Telemetry.Motor> motors) throws IOException {
        json.writeArrayFieldStart("motors");
        for (Telemetry.Motor motor : motors) {
            json.writeStartObject();
            json.writeStringField("id", motor.id());
            number(json, "celsius", motor.celsius());
            number(json, "amperes", motor.amperes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeMesh(JsonGenerator json, Telemetry.Mesh mesh) throws IOException {
        if (mesh == null) {
            json.writeNullField("mesh");
            return;
        }
        json.writeObjectFieldStart("mesh");
        json.writeNumberField("at", millis(mesh.heardNanos()));
        if (mesh.upstream().isEmpty()) {
            json.writeNullField("upstream");
        } else {
            json.writeStringField("upstream", mesh.upstream());
        }
        whole(json, "rssi", mesh.rssi());
        whole(json, "ccq", mesh.ccq());
        whole(json, "hops", mesh.hops());
        whole(json, "latency", mesh.latency());
        whole(json, "txRate", mesh.txRate());
        whole(json, "rxRate", mesh.rxRate());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        number(json, value);
    }

    static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isNaN(value)) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    /** As rovers send them: without a point. */
    private static void whole(JsonGenerator json, String name, double value) throws IOException {
        if (value == Math.rint(value)) {
            json.writeNumberField(name, (long) value);
        } else {
            number(json, name, value);
        }
    }
}

package depot.discovery.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Curves as clients see them: the points of each kind, oldest first, null where nothing was reported. */
final class CurvesJson {
    private static final double THOUSAND = 1000; // no curve is finer

    private CurvesJson() {}

    static void write(JsonGenerator json, Optional<Curves.Copy> curves) throws IOException {
        json.writeStartObject();
        for (Curve.Kind kind : Curve.Kind.values()) {
            if (kind != Curve.Kind.MOTOR_CELSIUS) {
                json.writeFieldName(kind.name);
                points(json, curves.map(copy -> copy.curves().get(kind)).orElse(new double[0]));
            }
        }
        json.writeObjectFieldStart(Curve.Kind.MOTOR_CELSIUS.name);
        for (Map.Entry<String, double[]> motor : curves.map(Curves.Copy::motors).orElse(Map.of()).entrySet()) {
            json.writeFieldName(motor.getKey());
            points(json, motor.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void points(JsonGenerator json, double[] points) throws IOException {
        json.writeStartArray();
        for (double point : points) {
            if (Double.isNaN(point)) {
                json.writeNull();
            } else {
                json.writeNumber(Math.round(point * THOUSAND) / THOUSAND);
            }
        }
        json.writeEndArray();
    }
}

package depot.gps.status;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** The satellites in view as JSON; angles are radians, like all angles except positions. */
final class SatellitesJson {
    private SatellitesJson() {}

    static byte[] encode(List<SkyView.Satellite> satellites) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("satellites");
            for (SkyView.Satellite s : satellites) {
                json.writeStartObject();
                json.writeStringField("constellation", StatusJson.lower(s.constellation()));
                json.writeNumberField("number", s.number());
                radians(json, "elevation", s.elevationDegrees());
                radians(json, "azimuth", s.azimuthDegrees());
                if (s.carrierToNoiseDbHz().isPresent()) {
                    json.writeNumberField("carrierToNoise", s.carrierToNoiseDbHz().getAsInt());
                }
                if (s.used().isPresent()) {
                    json.writeBooleanField("used", s.used().get());
                }
                if (s.health().isPresent()) {
                    json.writeStringField("health", StatusJson.lower(s.health().get()));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void radians(JsonGenerator json, String name, OptionalInt degrees) throws IOException {
        if (degrees.isPresent()) {
            StatusJson.number(json, name, Math.toRadians(degrees.getAsInt()), 4);
        }
    }
}

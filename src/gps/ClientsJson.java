package depot.gps;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import depot.gps.caster.CasterClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The caster's clients, for {@code GET /clients}. */
final class ClientsJson {
    private ClientsJson() {}

    static byte[] encode(List<CasterClient> clients) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("clients");
            for (CasterClient client : clients) {
                write(json, client);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, CasterClient client) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", client.id());
        json.writeStringField("address", client.address());
        json.writeStringField("user", client.user());
        json.writeStringField("agent", client.agent());
        json.writeStringField("mountpoint", client.mountpoint());
        json.writeStringField("version", client.version().name().toLowerCase(Locale.ROOT));
        json.writeStringField("connectedAt", Instant.ofEpochMilli(client.connectedMillis()).toString());
        json.writeNumberField("bytes", client.bytes());
        json.writeNumberField("delayMillis", Math.round(client.delayMillis() * 100) / 100.0);
        json.writeNumberField("behind", client.behind());
        if (client.position().isPresent()) {
            CasterClient.RoverPosition position = client.position().get();
            json.writeObjectFieldStart("position");
            json.writeNumberField("latitude", position.latitudeDegrees());
            json.writeNumberField("longitude", position.longitudeDegrees());
            json.writeNumberField("altitude", position.altitudeMetres());
            json.writeStringField("fixQuality", position.quality());
            json.writeNumberField("lastSeen", position.atMillis());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}

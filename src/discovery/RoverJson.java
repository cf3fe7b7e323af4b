package depot.discovery;

import depot.common.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Rovers as consoles see them. A rover is encoded once for each change, however many lists it is in. */
final class RoverJson {
    private RoverJson() {}

    static byte[] encode(Rover rover) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", rover.id());
            json.writeStringField("name", rover.name());
            json.writeStringField("address", rover.address());
            json.writeStringField("videoAddress", rover.videoAddress());
            json.writeBooleanField("online", rover.online());
            json.writeNumberField("batteryVoltage", rover.batteryVoltage());
            json.writeObjectFieldStart("lastPose");
            json.writeNumberField("x", rover.pose().x());
            json.writeNumberField("y", rover.pose().y());
            json.writeNumberField("theta", rover.pose().theta());
            json.writeEndObject();
            json.writeNumberField("mode", rover.mode());
            json.writeNumberField("lastSeen", rover.lastSeenMillis());
            json.writeEndObject();
        });
    }

    /** The same rover with what is known of it in detail. @param plain as {@link #encode} made it */
    static byte[] detailed(byte[] plain, RoverDetail detail) {
        byte[] fields = JsonText.write(json -> {
            json.writeStartObject();
            detail.writeFields(json);
            json.writeEndObject();
        });
        byte[] joined = Arrays.copyOf(plain, plain.length - 1 + fields.length);
        joined[plain.length - 1] = ','; // in place of one's closing brace and the other's opening one
        System.arraycopy(fields, 1, joined, plain.length, fields.length - 1);
        return joined;
    }

    /** The message that a console in delta mode begins with. */
    static byte[] snapshotMessage(long seq, List<byte[]> rovers) {
        return join("{\"type\":\"rovers\",\"seq\":" + seq + ",\"data\":[", rovers, "]}");
    }

    static byte[] deltaMessage(long seq, List<byte[]> changed, List<String> removed) {
        byte[] ids = JsonText.write(json -> {
            json.writeStartArray();
            for (String id : removed) {
                json.writeString(id);
            }
            json.writeEndArray();
        });
        return join("{\"type\":\"delta\",\"seq\":" + seq + ",\"changed\":[", changed,
                "],\"removed\":" + new String(ids, StandardCharsets.UTF_8) + "}");
    }

    /** Rovers separated by commas, with something before and behind. */
    static byte[] join(String before, List<byte[]> parts, String after) {
        byte[] head = before.getBytes(StandardCharsets.UTF_8);
        byte[] tail = after.getBytes(StandardCharsets.UTF_8);
        int length = head.length + tail.length + Math.max(0, parts.size() - 1);
        for (byte[] part : parts) {
            length = Math.addExact(length, part.length);
        }
        byte[] joined = new byte[length];
        System.arraycopy(head, 0, joined, 0, head.length);
        int at = head.length;
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                joined[at++] = ',';
            }
            byte[] part = parts.get(i);
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        System.arraycopy(tail, 0, joined, at, tail.length);
        return joined;
    }
}

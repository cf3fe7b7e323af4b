package depot.discovery.tracks;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;

/**
 * Tracks as JSON and as GeoJSON (RFC 7946), a feature for each line, with {@code coordTimes} as converters of GPX write them. Written
 * piece by piece, the same each time. Any thread.
 */
final class TrackJson {
    private static final double DEGREE = 1e9; // a tenth of a millimetre

    private TrackJson() {}

    /** Its fields, into the object that is open: each point four numbers, of which the last, the accuracy, may be null. */
    static void writeFields(Track track, JsonGenerator json) throws IOException {
        json.writeStringField("id", track.rover);
        json.writeFieldName("since");
        if (track.sinceMillis.isPresent()) {
            json.writeNumber(track.sinceMillis.getAsLong());
        } else {
            json.writeNull();
        }
        json.writeArrayFieldStart("lines");
        for (int first = 0; first < track.size(); ) {
            int end = track.endOfLine(first);
            json.writeStartObject();
            json.writeBooleanField("continues", !track.point(first).begins());
            json.writeArrayFieldStart("points");
            for (; first < end; first++) {
                TrackPoint point = track.point(first);
                json.writeNumber(point.millis());
                writeDegrees(point.latitude(), json);
                writeDegrees(point.longitude(), json);
                if (Float.isNaN(point.accuracyMetres())) {
                    json.writeNull();
                } else {
                    json.writeNumber(point.accuracyMetres());
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeDegrees(double degrees, JsonGenerator json) throws IOException {
        json.writeNumber(Math.round(degrees * DEGREE) / DEGREE);
    }

    /** A feature for each line, into the array that is open; a place alone is a point. */
    static void writeFeatures(Track track, JsonGenerator json) throws IOException {
        for (int first = 0; first < track.size(); ) {
            int end = track.endOfLine(first);
            writeFeature(track, first, end, json);
            first = end;
        }
    }

    private static void writeFeature(Track track, int first, int end, JsonGenerator json) throws IOException {
        boolean line = end - first > 1;
        json.writeStartObject();
        json.writeStringField("type", "Feature");
        json.writeObjectFieldStart("properties");
        json.writeStringField("roverId", track.rover);
        json.writeStringField("startedAt", time(track.point(first)));
        json.writeStringField("endedAt", time(track.point(end - 1)));
        if (line) {
            json.writeArrayFieldStart("coordTimes");
            for (int i = first; i < end; i++) {
                json.writeString(time(track.point(i)));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeObjectFieldStart("geometry");
        json.writeStringField("type", line ? "LineString" : "Point");
        json.writeFieldName("coordinates");
        if (line) {
            json.writeStartArray();
        }
        for (int i = first; i < end; i++) {
            json.writeStartArray();
            writeDegrees(track.point(i).longitude(), json);
            writeDegrees(track.point(i).latitude(), json);
            json.writeEndArray();
        }
        if (line) {
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String time(TrackPoint point) {
        return Instant.ofEpochMilli(point.millis()).toString();
    }
}

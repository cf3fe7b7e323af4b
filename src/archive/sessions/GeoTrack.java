package depot.archive.sessions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import depot.archive.recording.PoseJoiner;
import depot.archive.recording.RecordingListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Writes where a session went as a GeoJSON feature (RFC 7946): by the positions in its recording, else by its poses where its frame
 * was placed. Where neither is known, the feature has no geometry, and says why. Any thread.
 */
public final class GeoTrack {
    private static final JsonFactory JSON = new JsonFactory();

    private GeoTrack() {}

    /** From a session's own frame to degrees. */
    @FunctionalInterface
    public interface Frame {
        /** @return longitude and latitude */
        double[] degrees(double x, double y);
    }

    /** Is given points of the line. */
    private interface Line {
        void point(double longitude, double latitude) throws IOException;
    }

    /** @param frame empty where it is not known @param why it is not */
    public static void write(KnownSession session, Optional<Frame> frame, String why, OutputStream to) throws IOException {
        boolean own = session.summary().flatMap(KnownSession.Facts::gpsBounds).isPresent();
        try (JsonGenerator json = JSON.createGenerator(to)) {
            json.writeStartObject();
            json.writeStringField("type", "Feature");
            json.writeObjectFieldStart("properties");
            json.writeStringField("sessionId", session.id().toString());
            json.writeStringField("roverId", session.roverId());
            json.writeStringField("startedAt", session.startedAt().toString());
            json.writeStringField("source", own ? "recording" : frame.isPresent() ? "placed" : null);
            if (!own && frame.isEmpty()) {
                json.writeStringField("why", why);
            }
            json.writeEndObject();
            if (own || frame.isPresent()) {
                json.writeObjectFieldStart("geometry");
                json.writeStringField("type", "LineString");
                json.writeArrayFieldStart("coordinates");
                Line line = (longitude, latitude) -> json.writeArray(new double[] {longitude, latitude}, 0, 2);
                read(session, own ? positions(line) : poses(frame.get(), line));
                json.writeEndArray();
                json.writeEndObject();
            } else {
                json.writeNullField("geometry");
            }
            json.writeEndObject();
        }
    }

    private static void read(KnownSession session, RecordingListener listener) throws IOException {
        try {
            Sessions.read(session, listener);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void put(Line line, double longitude, double latitude) {
        try {
            line.point(longitude, latitude);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordingListener positions(Line line) {
        return new RecordingListener() {
            private final PoseJoiner pairs = new PoseJoiner((nanos, lat, lon, same) -> put(line, lon, lat));

            @Override
            public boolean wants(String entity) {
                return entity.equals("/gps/latitude") || entity.equals("/gps/longitude");
            }

            /** Latitude and longitude of one time: the joiner's third number is the first again. */
            @Override
            public void scalar(String entity, long nanos, double value) {
                if (value == 0 || Math.abs(value) > 180) {
                    return; // a receiver without a fix
                }
                if (entity.equals("/gps/latitude")) {
                    pairs.scalar(PoseJoiner.X, nanos, value);
                    pairs.scalar(PoseJoiner.HEADING, nanos, value);
                } else {
                    pairs.scalar(PoseJoiner.Y, nanos, value);
                }
            }
        };
    }

    private static RecordingListener poses(Frame frame, Line line) {
        PoseJoiner poses = new PoseJoiner((nanos, x, y, heading) -> {
            double[] at = frame.degrees(x, y);
            put(line, at[0], at[1]);
        });
        return new RecordingListener() {
            @Override
            public boolean wants(String entity) {
                return PoseJoiner.wants(entity);
            }

            @Override
            public void scalar(String entity, long nanos, double value) {
                poses.scalar(entity, nanos, value);
            }
        };
    }
}

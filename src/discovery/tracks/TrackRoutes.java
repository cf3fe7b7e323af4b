package depot.discovery.tracks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import depot.common.service.Service;
import depot.common.threads.DiskThreads;
import depot.common.time.Time;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Answers {@code GET} of {@code /tracks}, {@code /rovers/{id}/track}, and of both with {@code .geojson} behind. Any thread. */
public final class TrackRoutes implements Service.RouteGroup {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Optional<TrackLog> log;
    private final Predicate<String> isKnown;
    private final Time time;
    private final DiskThreads disk = new DiskThreads("tracks-read", 2, 16);

    /**
     * @param log empty where none are kept
     * @param isKnown whether a rover of that id is registered
     */
    public TrackRoutes(Optional<TrackLog> log, Predicate<String> isKnown, Time time) {
        this.log = log;
        this.isKnown = isKnown;
        this.time = time;
    }

    @Override
    public void declare(Routes routes) {
        routes.get("/tracks", Access.CONSOLE, request -> json(request, Optional.empty()))
                .get("/tracks.geojson", Access.CONSOLE, request -> geoJson(request, Optional.empty(), "tracks"))
                .get("/rovers/{id}/track", Access.CONSOLE, request -> json(request, Optional.of(request.pathValue("id"))))
                .get("/rovers/{id}/track.geojson", Access.CONSOLE, request ->
                        geoJson(request, Optional.of(request.pathValue("id")), "track-" + request.pathValue("id")));
    }

    /** @param rover empty for all */
    private Response json(Request request, Optional<String> rover) throws IOException {
        long now = time.millis();
        TrackQuery query = TrackQuery.of(request, now);
        TrackReader.Answer answer = read(query, rover);
        return streamed("application/json", answer, json -> {
            writeHead(json, query, answer, now);
            if (rover.isPresent()) {
                TrackJson.writeFields(answer.tracks().getFirst(), json);
            } else {
                json.writeArrayFieldStart("rovers");
                for (Track track : answer.tracks()) {
                    json.writeStartObject();
                    TrackJson.writeFields(track, json);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }

    private void writeHead(JsonGenerator json, TrackQuery query, TrackReader.Answer answer, long now) throws IOException {
        json.writeStartObject();
        json.writeNumberField("now", now);
        json.writeNumberField("from", query.fromMillis());
        json.writeNumberField("to", query.toMillis());
        json.writeBooleanField("kept", log.isPresent());
        json.writeBooleanField("complete", answer.complete());
    }

    private Response geoJson(Request request, Optional<String> rover, String name) throws IOException {
        TrackReader.Answer answer = read(TrackQuery.of(request, time.millis()), rover);
        return streamed("application/geo+json", answer, json -> {
            json.writeStartObject();
            json.writeStringField("type", "FeatureCollection");
            json.writeBooleanField("complete", answer.complete());
            json.writeArrayFieldStart("features");
            for (Track track : answer.tracks()) {
                TrackJson.writeFeatures(track, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }).with("Content-Disposition", "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]+", "-") + ".geojson\"");
    }

    /** @throws Refused 404 for a rover that is neither registered nor has left a track */
    private TrackReader.Answer read(TrackQuery query, Optional<String> rover) throws IOException {
        if (log.isEmpty()) {
            rover.ifPresent(id -> mustBeKnown(isKnown.test(id)));
            return new TrackReader.Answer(rover.map(id -> List.of(new Track(id, OptionalLong.empty()))).orElse(List.of()), true);
        }
        return disk.call(() -> {
            TrackStore store = log.get().store().orElseThrow(() -> Refused.unavailable("tracks are still being read from the disk"));
            rover.ifPresent(id -> mustBeKnown(isKnown.test(id) || store.since(id).isPresent()));
            return TrackReader.read(store, rover.map(List::of).orElseGet(store::rovers), query);
        });
    }

    private static void mustBeKnown(boolean known) {
        if (!known) {
            throw Refused.notFound("Rover not found");
        }
    }

    /** Written twice, once to know its length: as text it would be several times what is held. */
    private static Response streamed(String type, TrackReader.Answer answer, JsonText.Body body) throws IOException {
        Counted counted = new Counted();
        write(body, counted);
        Response response = Response.stream(200, type, counted.bytes, out -> write(body, out)).with("Cache-Control", "no-cache");
        return answer.bytes() > BUFFER_BYTES ? response.holding(new OutputBudget.Load(answer.bytes())) : response;
    }

    private static void write(JsonText.Body body, OutputStream out) throws IOException {
        @SuppressWarnings("resource") // the one below it is the caller's to close
        OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
        try (JsonGenerator json = JSON.createGenerator(buffered).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            body.writeTo(json);
        }
        buffered.flush();
    }

    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted() {
            super(OutputStream.nullOutputStream());
        }

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }
}

package depot.discovery.tracks;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.http.Access;
import depot.common.http.JsonAnswer;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import depot.common.service.Service;
import depot.common.threads.DiskThreads;
import depot.common.time.Time;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** Answers {@code GET} of {@code /tracks}, {@code /rovers/{id}/track}, and of both with {@code .geojson} behind. Any thread. */
public final class TrackRoutes implements Service.RouteGroup {
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
        return answer("application/json", query, rover, answer -> json -> {
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
        return answer("application/geo+json", TrackQuery.of(request, time.millis()), rover, answer -> json -> {
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

    private Response answer(String type, TrackQuery query, Optional<String> rover, Function<TrackReader.Answer, JsonText.Body> form)
            throws IOException {
        return JsonAnswer.of(type, OutputBudget.OF_THIS_PROCESS, disk, room -> form.apply(read(query, rover, room)));
    }

    /** @throws Refused 404 for a rover that is neither registered nor has left a track */
    private TrackReader.Answer read(TrackQuery query, Optional<String> rover, OutputBudget.Room room) throws IOException {
        if (log.isEmpty()) {
            rover.ifPresent(id -> mustBeKnown(isKnown.test(id)));
            List<Track> none = rover.map(id -> List.of(new Track(id, OptionalLong.empty(), room))).orElse(List.of());
            return new TrackReader.Answer(none, true);
        }
        TrackStore store = log.get().store().orElseThrow(() -> Refused.unavailable("tracks are still being read from the disk"));
        rover.ifPresent(id -> mustBeKnown(isKnown.test(id) || store.since(id).isPresent()));
        return TrackReader.read(store, rover.map(List::of).orElseGet(store::rovers), query, room);
    }

    private static void mustBeKnown(boolean known) {
        if (!known) {
            throw Refused.notFound("Rover not found");
        }
    }
}

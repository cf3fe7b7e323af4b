package depot.archive.maps;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.archive.place.Placement;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.recordings.GpsBounds;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A map as its manifest has it. Immutable.
 *
 * @param name of its folder, too, which no other map has
 * @param bounds in degrees; empty where it is not known where it is
 * @param version rises with each result; 0 before the first
 * @param placement of its frame; empty where it is not known
 * @param jobId of the job whose result it has
 * @param extent west, south, east and north in metres of its frame; empty where a worker did not say
 * @param picture the same of its picture's edges
 */
record DepotMap(UUID id, String name, Optional<String> description, Optional<GpsBounds> bounds, int version, Instant createdAt,
        Instant updatedAt, Assets assets, List<SessionRef> sessions, Stats stats, Optional<Placement> placement, Optional<UUID> jobId,
        List<Double> extent, List<Double> picture) {

    /** Names of files in the map's folder. */
    record Assets(Optional<String> splat, Optional<String> pointcloud, Optional<String> mesh, Optional<String> thumbnail) {
        static final Assets NONE = new Assets(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** Of what a job left. */
        static Assets of(List<String> files) {
            return new Assets(of(files, Jobs.SPLAT), of(files, Jobs.POINTCLOUD), of(files, Jobs.MESH),
                    Jobs.THUMBNAILS.stream().filter(files::contains).findFirst());
        }

        private static Optional<String> of(List<String> files, String name) {
            return files.contains(name) ? Optional.of(name) : Optional.empty();
        }

        List<String> files() {
            return Stream.of(splat, pointcloud, mesh, thumbnail).flatMap(Optional::stream).toList();
        }
    }

    record SessionRef(UUID sessionId, String roverId, Instant date) {}

    record Stats(long totalPoints, long totalSplats, double coveragePct) {
        static final Stats NONE = new Stats(0, 0, 0);
    }

    DepotMap {
        sessions = List.copyOf(sessions);
        extent = List.copyOf(extent);
        picture = List.copyOf(picture);
    }

    static DepotMap begun(UUID id, String name, Optional<Placement> placement, Instant now) {
        return new DepotMap(id, name, Optional.empty(), Optional.empty(), 0, now, now, Assets.NONE, List.of(), Stats.NONE, placement,
                Optional.empty(), List.of(), List.of());
    }

    DepotMap result(UUID job, Assets made, List<SessionRef> of, Stats counted, Jobs.Result said, Optional<GpsBounds> where, Instant now) {
        return new DepotMap(id, name, description, where, version + 1, createdAt, now, made, of, counted, placement, Optional.of(job),
                said.extent(), said.picture());
    }

    /** @param at empty where it is not known any more */
    DepotMap placed(Optional<Placement> at, Instant now) {
        return new DepotMap(id, name, description, at.flatMap(there -> bounds(there, extent)), version, createdAt, now, assets, sessions,
                stats, at, jobId, extent, picture);
    }

    /** Where a rectangle in the map's frame is on earth. */
    static Optional<GpsBounds> bounds(Placement at, List<Double> extent) {
        if (extent.size() != 4) {
            return Optional.empty();
        }
        GpsBounds all = null;
        for (int corner = 0; corner < 4; corner++) {
            double x = extent.get(corner % 2 == 0 ? 0 : 2);
            double y = extent.get(corner / 2 == 0 ? 1 : 3);
            GpsBounds one = new GpsBounds(at.latitudeOf(x, y), at.latitudeOf(x, y), at.longitudeOf(x, y), at.longitudeOf(x, y));
            all = all == null ? one : all.and(one);
        }
        return Optional.of(all);
    }

    byte[] manifest() {
        return JsonText.write(this::write);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id.toString());
        json.writeStringField("name", name);
        json.writeStringField("description", description.orElse(null)); // null is written as null
        GpsBounds.write(json, "bounds", bounds);
        json.writeNumberField("version", version);
        json.writeStringField("createdAt", createdAt.toString());
        json.writeStringField("updatedAt", updatedAt.toString());
        json.writeObjectFieldStart("assets");
        json.writeStringField("splat", assets.splat().orElse(null));
        json.writeStringField("pointcloud", assets.pointcloud().orElse(null));
        json.writeStringField("mesh", assets.mesh().orElse(null));
        json.writeStringField("thumbnail", assets.thumbnail().orElse(null));
        json.writeEndObject();
        json.writeFieldName("sessions");
        writeSessions(json);
        json.writeObjectFieldStart("stats");
        json.writeNumberField("totalPoints", stats.totalPoints());
        json.writeNumberField("totalSplats", stats.totalSplats());
        json.writeNumberField("coveragePct", stats.coveragePct());
        json.writeEndObject();
        json.writeFieldName("placement");
        if (placement.isPresent()) {
            placement.get().write(json);
        } else {
            json.writeNull();
        }
        json.writeStringField("jobId", jobId.map(UUID::toString).orElse(null));
        write(json, "extentMetres", extent);
        write(json, "pictureMetres", picture);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<Double> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (double each : numbers) {
            json.writeNumber(each);
        }
        json.writeEndArray();
    }

    void writeSessions(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (SessionRef session : sessions) {
            json.writeStartObject();
            json.writeStringField("sessionId", session.sessionId().toString());
            json.writeStringField("roverId", session.roverId());
            json.writeStringField("date", session.date().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What lists have of it. @param listed whether of the list that clients get, else of the index file */
    void writeEntry(JsonGenerator json, boolean listed) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id.toString());
        json.writeStringField("name", name);
        GpsBounds.write(json, "bounds", bounds);
        json.writeNumberField("version", version);
        json.writeStringField("updatedAt", updatedAt.toString());
        if (listed) {
            json.writeNumberField("sessionCount", sessions.size());
            json.writeBooleanField("hasSplat", assets.splat().isPresent());
            json.writeStringField("thumbnailUrl", assets.thumbnail()
                    .map(file -> "/maps/" + id + (file.endsWith(".png") ? "/thumbnail.png" : "/thumbnail.jpg")).orElse(null));
        }
        json.writeEndObject();
    }

    /** Reads either spelling. @throws depot.common.json.BadInput when something that must be there is not */
    static DepotMap from(JsonObject json) {
        Spelling at = new Spelling(json);
        Optional<Spelling> assets = at.object("assets").map(Spelling::new);
        Optional<Spelling> stats = at.object("stats").map(Spelling::new);
        List<SessionRef> sessions = new ArrayList<>();
        for (JsonObject each : at.objects("sessions")) {
            Spelling session = new Spelling(each);
            session.uuid("sessionId").ifPresent(id -> sessions.add(new SessionRef(id, session.text("roverId").orElse(""),
                    session.time("date").orElse(Instant.EPOCH))));
        }
        Instant updated = at.time("updatedAt").orElse(Instant.EPOCH);
        return new DepotMap(at.uuid("id").orElseThrow(() -> Spelling.missing("id")),
                at.text("name").orElseThrow(() -> Spelling.missing("name")), at.text("description"), at.bounds("bounds"),
                at.count("version"),
                at.time("createdAt").orElse(updated), updated,
                new Assets(assets.flatMap(all -> all.text("splat")), assets.flatMap(all -> all.text("pointcloud")),
                        assets.flatMap(all -> all.text("mesh")), assets.flatMap(all -> all.text("thumbnail"))),
                sessions, stats.map(all -> new Stats(all.number("totalPoints"), all.number("totalSplats"), all.real("coveragePct")))
                        .orElse(Stats.NONE),
                at.object("placement").map(Placement::from), at.uuid("jobId"), four(json, "extentMetres"), four(json, "pictureMetres"));
    }

    private static List<Double> four(JsonObject json, String name) {
        return json.numbers(name, 4).orElse(List.of());
    }
}

package depot.archive.maps;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.archive.place.LocalPlane;
import depot.archive.place.Placement;
import depot.common.http.Access;
import depot.common.http.Downloads;
import depot.common.http.FileAnswer;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.service.Service;
import depot.common.time.Time;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The calls on maps, and on the sessions in their books. Any thread. */
final class MapRoutes implements Service.RouteGroup {
    /** Media types by the names in the path that clients in the field use. */
    private static final Map<String, String> TYPES = Map.of("splat.ply", "application/octet-stream", "pointcloud.laz",
            "application/octet-stream", "mesh.glb", "model/gltf-binary", "thumbnail.jpg", "image/jpeg", "thumbnail.png", "image/png");
    private static final int MOST = 1_000; // of a list, unless it is asked for in pages

    private final MapBooks books;
    private final MapKeeper keeper;
    private final Supplier<Optional<UUID>> working;
    private final Time time;
    private final FileAnswer files = new FileAnswer(new Downloads("archive-maps-read"));

    /** @param working the job that is being done here */
    MapRoutes(MapBooks books, MapKeeper keeper, Supplier<Optional<UUID>> working, Time time) {
        this.books = books;
        this.keeper = keeper;
        this.working = working;
        this.time = time;
    }

    @Override
    public void declare(Routes routes) {
        routes.get("/maps", Access.CONSOLE, request -> Response.json(200, maps(request)))
                .get("/maps/{id}", Access.CONSOLE, request -> Response.json(200, map(request).manifest()))
                .get("/maps/{id}/sessions", Access.CONSOLE, request -> Response.json(200, JsonText.write(map(request)::writeSessions)))
                .put("/maps/{id}/placement", Access.CONSOLE, this::place)
                .delete("/maps/{id}/placement", Access.CONSOLE,
                        request -> Response.json(200, keeper.place(placedByHand(request).id(), Optional.empty()).manifest()))
                .get("/maps/{id}/{asset}", Access.CONSOLE, this::asset)
                .get("/sessions", Access.CONSOLE, request -> Response.json(200, sessions(request)))
                .get("/sessions/{id}", Access.CONSOLE, request -> Response.json(200, JsonText.write(json -> write(json, session(request)))))
                .post("/sessions/{id}/map", Access.CONSOLE, request -> {
                    SessionEntry entry = session(request);
                    if (entry.isOpen()) {
                        throw new Refused(409, "a job with this session is open");
                    }
                    keeper.again(entry.id());
                    return Response.json(202, JsonText.write(json -> write(json, entry)));
                });
    }

    private static Optional<UUID> id(Request request) {
        String text = request.pathValue("id");
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private DepotMap map(Request request) {
        return id(request).flatMap(books::map).filter(map -> map.version() > 0).orElseThrow(() -> Refused.notFound("Map not found"));
    }

    private SessionEntry session(Request request) {
        return id(request).flatMap(books::session).orElseThrow(() -> Refused.notFound("Session not found"));
    }

    private void write(JsonGenerator json, SessionEntry entry) throws IOException {
        boolean now = entry.jobId().isPresent() && entry.jobId().equals(working.get());
        entry.write(json, now ? SessionEntry.Status.PROCESSING : entry.status());
    }

    private byte[] maps(Request request) {
        List<DepotMap> all = books.mapsNewestFirst();
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("maps");
            for (DepotMap map : page(all, request)) {
                map.writeEntry(json, true);
            }
            json.writeEndArray();
            json.writeNumberField("total", all.size());
            json.writeEndObject();
        });
    }

    private byte[] sessions(Request request) {
        List<SessionEntry> all = books.sessionsNewestFirst();
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("sessions");
            for (SessionEntry entry : page(all, request)) {
                write(json, entry);
            }
            json.writeEndArray();
            json.writeNumberField("total", all.size());
            json.writeEndObject();
        });
    }

    private static <T> List<T> page(List<T> all, Request request) {
        int from = Math.min(number(request, "offset", 0), all.size());
        return all.subList(from, (int) Math.min(all.size(), (long) from + number(request, "limit", MOST)));
    }

    private static int number(Request request, String name, int otherwise) {
        Optional<String> text = request.query(name).filter(value -> !value.isEmpty());
        try {
            int value = text.isEmpty() ? otherwise : Integer.parseInt(text.get());
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw BadInput.notAllowed(name, "must be a whole number from 0 on");
    }

    private Response asset(Request request) throws IOException {
        DepotMap map = map(request);
        String name = request.pathValue("asset");
        DepotMap.Assets assets = map.assets();
        Optional<String> file = switch (name) {
            case "splat.ply" -> assets.splat();
            case "pointcloud.laz" -> assets.pointcloud();
            case "mesh.glb" -> assets.mesh();
            case "thumbnail.jpg", "thumbnail.png" -> assets.thumbnail().filter(at -> at.endsWith(name.substring(name.length() - 4)));
            default -> Optional.empty();
        };
        String of = file.filter(at -> at.indexOf('/') < 0 && !at.startsWith("."))
                .orElseThrow(() -> Refused.notFound("the map has no " + name));
        return files.of(request, books.folder(map).resolve(of), TYPES.get(name), "the map's " + name, Instant.ofEpochMilli(time.millis()));
    }

    /** A map that nothing but a person places. */
    private DepotMap placedByHand(Request request) {
        DepotMap map = map(request);
        if (map.placement().filter(at -> at.source().equals("map")).isPresent()) {
            throw new Refused(409, "the map is placed by its sessions' positions");
        }
        return map;
    }

    /**
     * Places a map by two points that an operator found on the site's picture:
     * {@code {"points":[{"x","y","latitude","longitude"},{…}]}}.
     */
    private Response place(Request request) throws IOException {
        DepotMap map = placedByHand(request);
        List<JsonObject> points = request.json().objects("points", 2).orElse(List.of());
        if (points.size() != 2) {
            throw BadInput.notAllowed("points", "must be two points");
        }
        double[] x = new double[2];
        double[] y = new double[2];
        LocalPlane plane = new LocalPlane(points.get(0).number("latitude", -90, 90), points.get(0).number("longitude", -180, 180));
        for (int i = 0; i < 2; i++) {
            x[i] = points.get(i).number("x", -100_000, 100_000);
            y[i] = points.get(i).number("y", -100_000, 100_000);
        }
        double east = plane.east(points.get(1).number("longitude", -180, 180));
        double north = plane.north(points.get(1).number("latitude", -90, 90));
        double own = Math.hypot(x[1] - x[0], y[1] - y[0]);
        double earth = Math.hypot(east, north);
        if (own < 1 || earth < 1) {
            throw BadInput.notAllowed("points", "must be a metre apart or more");
        }
        if (Math.abs(own - earth) > 0.1 * own + 0.5) {
            throw BadInput.notAllowed("points", String.format(java.util.Locale.ROOT,
                    "must be the same two: they are %.1f m apart in the map, and %.1f m on the site", own, earth));
        }
        double turn = Math.atan2(north, east) - Math.atan2(y[1] - y[0], x[1] - x[0]);
        // the middles of both pairs are on each other, so that what one was missed by is shared
        depot.archive.place.Frame turned = new depot.archive.place.Frame(0, 0, turn);
        double originEast = east / 2 - turned.x((x[0] + x[1]) / 2, (y[0] + y[1]) / 2);
        double originNorth = north / 2 - turned.y((x[0] + x[1]) / 2, (y[0] + y[1]) / 2);
        Placement placement = new Placement(plane.latitudeOf(originNorth), plane.longitudeOf(originEast), turn, 0, "operator");
        return Response.json(200, keeper.place(map.id(), Optional.of(placement)).manifest());
    }
}

package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.dispatch.exchange.BadFile;
import depot.dispatch.exchange.Drawing;
import depot.dispatch.exchange.GeoJson;
import depot.dispatch.exchange.XmlMaps;
import depot.dispatch.ground.Plane;
import depot.dispatch.model.Site;
import depot.dispatch.model.Zone;
import depot.dispatch.model.ZoneEdit;
import depot.dispatch.store.SiteTable;
import depot.dispatch.store.Transactions;
import depot.dispatch.store.ZoneTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The calls that import zones from files of other programs, all of a file or nothing, and export them as GeoJSON. Thread-safe. */
public final class ExchangeRoutes {
    private static final int MAX_FILE_BYTES = 8 << 20;

    private final Transactions transactions;

    public ExchangeRoutes(Transactions transactions) {
        this.transactions = transactions;
    }

    public void declare(Routes routes) {
        routes.get("/zones.geojson", Access.CONSOLE, of(request -> write()))
                .post("/zones.geojson", Access.CONSOLE, of(request -> read(() -> GeoJson.read(request.json(MAX_FILE_BYTES).all()))))
                .post("/zones.gpx", Access.CONSOLE, of(request -> read(() -> XmlMaps.gpx(request.bodyToParse(MAX_FILE_BYTES)))))
                .post("/zones.kml", Access.CONSOLE, of(request -> read(() -> XmlMaps.kml(request.bodyToParse(MAX_FILE_BYTES)))));
    }

    private record Stored(Site.Origin origin, List<Zone> zones) {}

    private Response write() {
        Stored stored = transactions.database().call(connection ->
                new Stored(SiteTable.read(connection).origin(), ZoneTable.all(connection)));
        return Response.bytes(200, "application/geo+json", GeoJsonText.write(stored.origin, stored.zones))
                .with("Content-Disposition", "attachment; filename=\"zones.geojson\"");
    }

    private Response read(Supplier<List<Drawing>> file) {
        List<Drawing> drawings;
        try {
            drawings = file.get();
        } catch (BadFile e) {
            throw new Refused(422, "the file " + e.getMessage());
        }
        if (drawings.isEmpty()) {
            throw new Refused(422, "the file has nothing that a zone could be made of");
        }
        List<Zone> made = transactions.call((connection, changes) -> {
            Site.Origin origin = SiteTable.read(connection).origin();
            List<ZoneEdit> edits = ImportedZones.of(drawings, Optional.ofNullable(origin).map(Plane::around));
            List<Zone> zones = new ArrayList<>();
            for (ZoneEdit edit : edits) {
                Zone zone = ZoneTable.insert(connection, edit);
                zones.add(zone);
                changes.zone(zone.id());
            }
            for (int i = 0; i < zones.size(); i++) { // against keep-outs of the same file, too
                try {
                    ZoneRoutes.checkRoute(connection, zones.get(i), edits.get(i));
                } catch (BadInput e) {
                    throw new Refused(422, "zone " + zones.get(i).name() + " of the file: " + e.getMessage());
                }
            }
            return zones;
        });
        return JsonAnswers.created(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("zones");
            for (Zone zone : made) {
                ZoneJson.write(zone, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }).response();
    }
}

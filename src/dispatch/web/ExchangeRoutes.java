package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.memory.OutputBudget;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The calls that import zones from files of other programs, all of a file or nothing, and export them as GeoJSON. Thread-safe. */
public final class ExchangeRoutes {
    private static final int MAX_FILE_BYTES = 8 << 20;
    private static final int OF_XML = 8; // it is read piece by piece: only its places take memory, 200 bytes for 25 or more of the file
    private static final int WHILE_WRITTEN = 12; // a place is 18 bytes as text, or more, and 200 as objects

    private final Transactions transactions;
    private final RowAnswers rows;

    public ExchangeRoutes(Transactions transactions, OutputBudget output) {
        this.transactions = transactions;
        rows = new RowAnswers(transactions.database(), output);
    }

    public void declare(Routes routes) {
        routes.get("/zones.geojson", Access.CONSOLE, of(request -> write()))
                .post("/zones.geojson", Access.CONSOLE, of(request -> read(() -> GeoJson.read(request.json(MAX_FILE_BYTES).all()))))
                .post("/zones.gpx", Access.CONSOLE, of(request -> read(() -> XmlMaps.gpx(request.bodyToParse(MAX_FILE_BYTES, OF_XML)))))
                .post("/zones.kml", Access.CONSOLE, of(request -> read(() -> XmlMaps.kml(request.bodyToParse(MAX_FILE_BYTES, OF_XML)))));
    }

    private Response write() throws IOException {
        return rows.json("application/geo+json", (connection, room) -> {
            ZoneTable.Size size = ZoneTable.size(connection);
            room.use(size.bytes() + size.longest() * WHILE_WRITTEN);
            return GeoJsonText.of(SiteTable.read(connection).origin(), ZoneTable.all(connection));
        }).with("Content-Disposition", "attachment; filename=\"zones.geojson\"");
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
            ZoneRoutes.checkSize(connection);
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

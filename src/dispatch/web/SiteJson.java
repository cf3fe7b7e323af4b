package depot.dispatch.web;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.dispatch.model.Site;
import depot.dispatch.model.SiteEdit;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/** The site as clients write and see it. */
public final class SiteJson {
    private static final int MAX_NAME = 128;
    private static final double MAX_METRES = 100_000;
    /** Nearer to a pole, east and north are no directions to measure a yard in. */
    private static final double MAX_LATITUDE = 89.9;
    private static final double LOWEST = -1000;
    private static final double HIGHEST = 10_000;
    private static final double SMALLEST_PICTURE = 0.01; // square metres

    private SiteJson() {}

    /** What was never set is null. */
    public static void write(Site site, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", site.name());
        if (site.origin() == null) {
            json.writeNullField("origin");
        } else {
            json.writeObjectFieldStart("origin");
            json.writeNumberField("latitude", site.origin().latitude());
            json.writeNumberField("longitude", site.origin().longitude());
            if (site.origin().heightMetres() == null) {
                json.writeNullField("height");
            } else {
                json.writeNumberField("height", site.origin().heightMetres());
            }
            json.writeEndObject();
        }
        if (site.imageCorners() == null) {
            json.writeNullField("imageCorners");
        } else {
            json.writeArrayFieldStart("imageCorners");
            for (Site.Corner corner : site.imageCorners()) {
                json.writeStartObject();
                json.writeNumberField("x", corner.x());
                json.writeNumberField("y", corner.y());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (site.image() == null) {
            json.writeNullField("image");
        } else {
            json.writeObjectFieldStart("image");
            json.writeStringField("type", site.image().type());
            json.writeNumberField("bytes", site.image().bytes());
            json.writeStringField("tag", site.image().tag());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** @throws BadInput naming the field */
    static SiteEdit edit(JsonObject json) {
        return new SiteEdit(json.optionalName("name", MAX_NAME), json.object("origin").map(SiteJson::origin),
                json.objects("imageCorners", 3).map(SiteJson::corners));
    }

    private static Site.Origin origin(JsonObject json) {
        double latitude = json.number("latitude", -MAX_LATITUDE, MAX_LATITUDE);
        double longitude = json.number("longitude", -180, 180);
        OptionalDouble height = json.optionalNumber("height", LOWEST, HIGHEST);
        return new Site.Origin(latitude, longitude, height.isPresent() ? height.getAsDouble() : null);
    }

    private static List<Site.Corner> corners(List<JsonObject> list) {
        if (list.size() != 3) {
            throw BadInput.notAllowed("imageCorners", "must be three places: the picture's top left, top right and bottom left");
        }
        List<Site.Corner> corners = list.stream()
                .map(each -> new Site.Corner(each.number("x", -MAX_METRES, MAX_METRES), each.number("y", -MAX_METRES, MAX_METRES)))
                .toList();
        Site.Corner a = corners.get(0);
        double area = (corners.get(1).x() - a.x()) * (corners.get(2).y() - a.y()) - (corners.get(1).y() - a.y()) * (corners.get(2)
                .x() - a.x());
        if (Math.abs(area) < SMALLEST_PICTURE) {
            throw BadInput.notAllowed("imageCorners", "must not lie on one line");
        }
        return corners;
    }
}

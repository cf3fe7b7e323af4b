package depot.dispatch.store;

import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.dispatch.model.EditOutcome;
import depot.dispatch.model.ExpectedVersion;
import depot.dispatch.model.Site;
import depot.dispatch.model.SiteEdit;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The site and its picture in the database. Stateless; the caller's transaction. */
public final class SiteTable {
    private static final String COLUMNS = "name, latitude, longitude, height, corners::text AS corners, image_type, length(image) AS "
            + "bytes, image_tag, version";
    private static final int PIECE_BYTES = 512 * 1024;
    /** What reading a picture takes beside its bytes. */
    public static final int READING_BYTES = 3 * PIECE_BYTES;

    private SiteTable() {}

    /** A picture as it was put. */
    public record Picture(String type, String tag, byte[] bytes) {}

    public static Site read(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM site")) {
            return site(query).orElseThrow();
        }
    }

    /** Changes what the input has. */
    public static EditOutcome<Site> update(Connection connection, SiteEdit input, ExpectedVersion expected) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE site SET name = coalesce(?, name), latitude = coalesce(?, latitude), longitude = coalesce(?, longitude),
                    height = CASE WHEN ? THEN ? ELSE height END, corners = coalesce(?::jsonb, corners), version = version + 1
                WHERE ? OR version = ANY(?) RETURNING\s""" + COLUMNS)) {
            Optional<Site.Origin> origin = input.origin();
            update.setString(1, input.name().orElse(null));
            update.setObject(2, origin.map(Site.Origin::latitude).orElse(null), java.sql.Types.DOUBLE);
            update.setObject(3, origin.map(Site.Origin::longitude).orElse(null), java.sql.Types.DOUBLE);
            update.setBoolean(4, origin.isPresent()); // another origin's height is not this one's
            update.setObject(5, origin.map(Site.Origin::heightMetres).orElse(null), java.sql.Types.DOUBLE);
            update.setString(6, input.imageCorners().map(SiteTable::text).orElse(null));
            Columns.set(update, 7, expected);
            Optional<Site> updated = site(update);
            return updated.isPresent() ? new EditOutcome.Done<>(updated.get()) : new EditOutcome.Conflict<>(read(connection));
        }
    }

    public static Site putImage(Connection connection, Picture picture) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE site SET image = ?, image_type = ?, image_tag = ?, version = version + 1 RETURNING " + COLUMNS)) {
            update.setBytes(1, picture.bytes());
            update.setString(2, picture.type());
            update.setString(3, picture.tag());
            return site(update).orElseThrow();
        }
    }

    /** The bytes of the picture that has this tag, in pieces, as the driver makes three times a value's size; empty when it has gone. */
    public static Optional<byte[]> image(Connection connection, String tag, int length) throws SQLException {
        byte[] bytes = new byte[length];
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT substring(image FROM ? FOR ?) FROM site WHERE image_tag = ?")) {
            for (int from = 0; from < length; from += PIECE_BYTES) {
                query.setInt(1, from + 1);
                query.setInt(2, PIECE_BYTES);
                query.setString(3, tag);
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    byte[] piece = row.getBytes(1);
                    System.arraycopy(piece, 0, bytes, from, piece.length);
                }
            }
        }
        return Optional.of(bytes);
    }

    private static Optional<Site> site(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            Double latitude = row.getObject("latitude", Double.class);
            String type = row.getString("image_type");
            return Optional.of(new Site(row.getString("name"),
                    latitude == null ? null : new Site.Origin(latitude, row.getDouble("longitude"), row.getObject("height", Double.class)),
                    corners(row.getString("corners")), type == null
                    ? null : new Site.Image(type, row.getLong("bytes"), row.getString("image_tag")),
                    row.getLong("version")));
        }
    }

    private static List<Site.Corner> corners(String json) {
        return json == null ? null : JsonObject.parse("{\"corners\":" + json + "}").objects("corners", 3).orElse(List.of()).stream()
                .map(corner -> new Site.Corner(corner.number("x"), corner.number("y"))).toList();
    }

    private static String text(List<Site.Corner> corners) {
        return new String(JsonText.write(json -> {
            json.writeStartArray();
            for (Site.Corner corner : corners) {
                json.writeStartObject();
                json.writeNumberField("x", corner.x());
                json.writeNumberField("y", corner.y());
                json.writeEndObject();
            }
            json.writeEndArray();
        }), StandardCharsets.UTF_8);
    }
}

package depot.console;

import depot.discovery.Discovery;
import depot.dispatch.Dispatch;
import depot.gps.Gps;
import depot.support.Api;
import depot.support.KeptPort;
import depot.support.TestDatabase;
import depot.support.api.Contract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A base station: the three services on free ports, the page from discovery, and a made-up receiver. One thread. */
final class Site implements AutoCloseable {
    private final TestDatabase database;
    private final int discoveryPort;
    private Dispatch dispatch;
    private final Gps gps;
    private final Discovery discovery;

    /** @param settings name, value, name, value: for all three */
    Site(Path folder, String... settings) throws Exception {
        Map<String, String> shared = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            shared.put(settings[i], settings[i + 1]);
        }
        database = TestDatabase.create();
        discoveryPort = KeptPort.choose();
        dispatch = dispatch(KeptPort.choose());
        gps = Gps.start(with(shared, "PORT", "0", "NTRIP_PORT", "0", "DATA_DIR", Files.createDirectories(folder.resolve("gps")).toString(),
                "GPS_SOURCE", "sim:",
                "GPS_BASE", "fixed", "GPS_FIXED_POSITION", "48.1375,11.5755,565")); // usable at once, without a survey
        discovery = Discovery.start(with(shared, "PORT", String.valueOf(discoveryPort), "TELEMETRY_PORT", "0", "ROVER_NETWORKS",
                "127.0.0.0/8", "DATA_DIR", Files.createDirectories(folder.resolve("discovery")).toString(),
                "SESSIONS_DIR", folder.resolve("sessions").toString(), "DISPATCH_PORT", String.valueOf(dispatch.port()), "GPS_PORT",
                String.valueOf(gps.port())));
        Contract.begins(discovery.port(), "discovery");
        Contract.begins(gps.port(), "gps");
    }

    private Dispatch dispatch(int port) {
        Contract.begins(port, "dispatch");
        return Dispatch.start(Map.of("PORT", String.valueOf(port), "DATABASE_URL", database.url(), "DISCOVERY_URL", "http://127.0.0.1:"
                + discoveryPort,
                "SUPERVISE_TASKS", "off"));
    }

    private static Map<String, String> with(Map<String, String> shared, String... settings) {
        Map<String, String> all = new HashMap<>(shared);
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return all;
    }

    int port() {
        return discovery.port();
    }

    int telemetryPort() {
        return discovery.telemetryPort();
    }

    int dispatchPort() {
        return dispatch.port();
    }

    int gpsPort() {
        return gps.port();
    }

    int casterPort() {
        return gps.casterPort();
    }

    Api discovery() {
        return new Api(discovery.port());
    }

    Api dispatch() {
        return new Api(dispatch.port());
    }

    /** Not set, as at the beginning; a page sees that when it is opened. */
    void forgetOrigin() throws SQLException {
        try (java.sql.Connection connection = database.connect(); java.sql.Statement statement = connection.createStatement()) {
            statement.execute("UPDATE site SET latitude = NULL, longitude = NULL, height = NULL, corners = NULL, image = NULL, "
                    + "image_type = NULL, image_tag = NULL");
        }
    }

    /** A task that was driven in the past; a page sees it when it is opened. @return its id */
    String endedTask(String mission, String rover, Instant began, Instant ended) throws SQLException {
        try (java.sql.Connection connection = database.connect(); java.sql.PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO tasks (mission_id, rover_id, status, progress, created_at, started_at, ended_at) "
                + "VALUES (?::uuid, ?, 'done', 100, ?::timestamptz, ?::timestamptz, ?::timestamptz) RETURNING id")) {
            statement.setString(1, mission);
            statement.setString(2, rover);
            statement.setString(3, began.toString());
            statement.setString(4, began.toString());
            statement.setString(5, ended.toString());
            try (java.sql.ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    void stopDispatch() {
        dispatch.close();
    }

    /** Where it was before. */
    void startDispatch(int port) {
        dispatch = dispatch(port);
    }

    @Override
    public void close() throws SQLException {
        Contract.ends(discovery.port());
        Contract.ends(gps.port());
        Contract.ends(dispatch.port());
        discovery.close();
        gps.close();
        dispatch.close();
        database.close();
    }
}

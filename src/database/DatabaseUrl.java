package depot.database;

import depot.common.config.BadSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the database is: {@code postgres://user:password@host:5432/name?sslmode=require}, each part percent-encoded
 * where it must be, as PostgreSQL's own libpq takes it (PostgreSQL 16 documentation, section 34.1.1.2).
 *
 * @param jdbc the address in the JDBC driver's form, without secrets
 * @param properties user, password and the parameters after the question mark
 */
public record DatabaseUrl(String jdbc, Properties properties) {
    private static final int DEFAULT_PORT = 5432;

    /** @throws BadSetting naming {@code setting}; the message never repeats the value, which has a password in it */
    public static DatabaseUrl parse(String setting, String text) {
        String form = "must have the form postgres://user:password@host:5432/name";
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new BadSetting(setting, form + " (percent-encode what is not a letter or digit in the password)");
        }
        boolean known = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
        String name = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("^/", "");
        if (!known || uri.getHost() == null || name.isEmpty() || name.contains("/")) {
            throw new BadSetting(setting, form);
        }
        Properties properties = new Properties();
        Optional.ofNullable(uri.getRawQuery()).ifPresent(query -> addAll(properties, setting, query));
        Optional.ofNullable(uri.getRawUserInfo()).ifPresent(info -> addUser(properties, setting, info));
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String database = URLEncoder.encode(decode(setting, name), StandardCharsets.UTF_8).replace("+", "%20");
        return new DatabaseUrl("jdbc:postgresql://" + uri.getHost() + ":" + port + "/" + database, properties);
    }

    private static void addUser(Properties properties, String setting, String info) {
        int colon = info.indexOf(':');
        properties.setProperty("user", decode(setting, colon < 0 ? info : info.substring(0, colon)));
        if (colon >= 0) {
            properties.setProperty("password", decode(setting, info.substring(colon + 1)));
        }
    }

    private static void addAll(Properties properties, String setting, String query) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new BadSetting(setting, "has a parameter without a value behind its question mark");
            }
            properties.setProperty(decode(setting, pair.substring(0, equals)), decode(setting, pair.substring(equals + 1)));
        }
    }

    private static String decode(String setting, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8); // a plus is a plus outside of forms
        } catch (IllegalArgumentException e) {
            throw new BadSetting(setting, "has a % that is not followed by two hexadecimal digits");
        }
    }

    /**
     * The driver's settings: those of the address, the name of the connecting service, and how long it waits.
     *
     * @param service as the database's own views are to show it. @param read is rounded down to whole seconds
     */
    public Properties properties(String service, Duration read) {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("ApplicationName", "depot-" + service);
        all.setProperty("connectTimeout", "1");
        all.setProperty("loginTimeout", "1");
        all.setProperty("socketTimeout", Long.toString(read.toSeconds()));
        all.setProperty("tcpKeepAlive", "true");
        all.setProperty("reWriteBatchedInserts", "true");
        return all;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return jdbc;
    }
}

package depot.common.service;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import java.util.Locale;
import java.util.Set;

/**
 * Sets the system properties that slf4j-simple reads as its settings when the first logger is made: so call this before
 * that.
 *
 * <p>{@code LOG_LEVEL} is a level for all, or a list of {@code name=level}, where a name is one of ours without its
 * {@code depot.} ({@code dispatch}, {@code http}), a library's short name, or a whole logger name with its dots.
 */
public final class LogSetup {
    public static final Setting LOG_LEVEL =
            new Setting("LOG_LEVEL", "info", "trace, debug, info, warn or error, or name=level,…, such as http=debug");
    private static final String PREFIX = "org.slf4j.simpleLogger.";
    private static final Set<String> LEVELS = Set.of("trace", "debug", "info", "warn", "error", "off");

    private LogSetup() {}

    /** @throws BadSetting for what is no level */
    public static void install(Environment environment) {
        System.setProperty(PREFIX + "showDateTime", "true");
        System.setProperty(PREFIX + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        System.setProperty(PREFIX + "showThreadName", "false");
        System.setProperty(PREFIX + "defaultLogLevel", "info");
        // it writes a stack trace for every client that breaks the protocol; our own code logs such clients
        System.setProperty(PREFIX + "log.org.java_websocket", "off");
        // it warns of every SFTP client that breaks off, or tries what is not allowed
        System.setProperty(PREFIX + "log.org.apache.sshd", "off");
        // it warns of every connection that a database which is away does not give; that it is away is ours to tell, once
        System.setProperty(PREFIX + "log.com.zaxxer.hikari", "error");
        System.setProperty(PREFIX + "log.io.zonky", "warn"); // it logs every step of PostgreSQL's start
        for (String part : environment.list(LOG_LEVEL)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                System.setProperty(PREFIX + "defaultLogLevel", level(part));
            } else {
                System.setProperty(PREFIX + "log." + logger(part.substring(0, equals).strip()), level(part.substring(equals + 1)));
            }
        }
    }

    private static String level(String text) {
        String level = text.strip().toLowerCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            throw new BadSetting(LOG_LEVEL.name(), "has '" + text.strip() + "', which is none of trace, debug, info, warn, error, off");
        }
        return level;
    }

    private static String logger(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "hikari" -> "com.zaxxer.hikari";
            case "postgres", "postgresql" -> "org.postgresql";
            default -> name.contains(".") ? name : "depot." + name;
        };
    }
}

package depot.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version and commit that the build wrote down; {@code dev} and {@code unknown} where it did not. */
public record Version(String number, String revision) {
    public static Version read() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/depot/version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            // reported as unknown
        }
        return new Version(properties.getProperty("version", "dev"), properties.getProperty("revision", "unknown"));
    }
}

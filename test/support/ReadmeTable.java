package depot.support;

import depot.common.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The READMEs' tables of settings, which are to say word for word what the services read. Any thread. */
public final class ReadmeTable {
    private ReadmeTable() {}

    /**
     * @param file the README's path
     * @throws AssertionError naming the row that is missing
     */
    public static void assertDescribes(Setting setting, String file) throws IOException {
        String fallback = setting.fallback().isEmpty() ? "" : " `" + setting.fallback() + "`";
        String row = "| `" + setting.name() + "` |" + fallback + " | " + setting.meaning() + " |";
        if (!Files.readString(Path.of(System.getProperty("depot.root"), file)).contains(row)) {
            throw new AssertionError(file + " has no row: " + row);
        }
    }
}

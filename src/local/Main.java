package depot.local;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.service.Launcher;
import depot.dispatch.Dispatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The dispatch service with a database of its own, for {@code ./build.sh run} on a machine that has none: PostgreSQL
 * is started with its data in {@code DATA_DIR/postgres}, and ended after the service.
 */
public final class Main {
    private static final Setting DATA_DIR = new Setting("DATA_DIR", "data", "directory in whose folder postgres the database is kept");

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.run("dispatch", "dispatch, with a database of its own", List.of(DATA_DIR), arguments, environment -> {
            EmbeddedDatabase database = start(environment);
            try {
                Map<String, String> values = new HashMap<>(System.getenv());
                values.put("DATABASE_URL", database.url());
                Dispatch dispatch = Dispatch.start(values);
                return () -> {
                    dispatch.close();
                    database.close();
                };
            } catch (RuntimeException e) {
                database.close();
                throw e;
            }
        });
    }

    private static EmbeddedDatabase start(Environment environment) {
        try {
            Path data = environment.path(DATA_DIR);
            return EmbeddedDatabase.start(data.resolve("postgres"), 0);
        } catch (IOException e) {
            throw new BadSetting("DATABASE_URL", "is not set, and a database of its own could not be started: " + e.getMessage());
        }
    }
}

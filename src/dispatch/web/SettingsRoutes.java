package depot.dispatch.web;

import depot.common.http.Access;
import depot.common.http.Routes;
import java.time.Duration;

/** {@code GET /settings}: the settings that a page shows in words. Thread-safe. */
public final class SettingsRoutes {
    private final Duration lostAfter;
    private final Duration silentAfter;

    public SettingsRoutes(Duration lostAfter, Duration silentAfter) {
        this.lostAfter = lostAfter;
        this.silentAfter = silentAfter;
    }

    public void declare(Routes routes) {
        routes.get("/settings", Access.CONSOLE, request -> JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeNumberField("taskLostAfterSeconds", lostAfter.toMillis() / 1000.0);
            json.writeNumberField("taskSilentAfterSeconds", silentAfter.toMillis() / 1000.0);
            json.writeEndObject();
        }));
    }
}

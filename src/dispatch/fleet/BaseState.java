package depot.dispatch.fleet;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.dispatch.rules.AlarmRule;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Asks the base station's service every two seconds whether its corrections are usable. One thread asks; any may read. */
public final class BaseState implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 1 << 20;

    private final ServiceAddress address;
    private final Time time;
    private final Worker worker;
    private volatile Heard heard; // null before the first; written by the worker

    private record Heard(Boolean usable, String why, long sinceNanos, long atNanos) {}

    public BaseState(ServiceAddress address, Time time) {
        this.address = address;
        this.time = time;
        worker = Worker.start("base", this::run);
    }

    private void run() throws InterruptedException {
        while (true) {
            try {
                take(ask());
            } catch (IOException | BadInput e) {
                // how long it has been silent shows
            }
            Thread.sleep(EVERY.toMillis());
        }
    }

    private JsonObject ask() throws IOException {
        return ServiceCall.get(address, "/status", MOST_BYTES, PATIENCE, in -> JsonObject.parse(in.readAllBytes()));
    }

    private void take(JsonObject status) {
        Optional<JsonObject> corrections = status.object("corrections");
        Boolean usable = corrections.flatMap(each -> each.optionalFlag("usable")).orElse(null);
        Heard before = heard;
        boolean same = before != null && Objects.equals(before.usable, usable);
        heard = new Heard(usable, corrections.flatMap(each -> each.anyText("why")).orElse(null), same ? before.sinceNanos : time.nanos(),
                time.nanos());
    }

    public AlarmRule.BaseFacts facts() {
        Heard now = heard;
        if (now == null) {
            return new AlarmRule.BaseFacts(null, null, Duration.ZERO, null); // a depot may have none
        }
        return new AlarmRule.BaseFacts(now.usable, now.why, Duration.ofNanos(time.nanos() - now.sinceNanos),
                Duration.ofNanos(time.nanos() - now.atNanos));
    }

    @Override
    public void close() {
        worker.close();
    }
}

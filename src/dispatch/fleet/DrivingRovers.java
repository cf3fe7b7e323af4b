package depot.dispatch.fleet;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks discovery which rovers drive: those that are online, and in teleop or autonomous. Thread-safe; blocks for a second at most. */
public final class DrivingRovers {
    private static final int MOST_BYTES = 32 << 20;
    private static final int MOST_ROVERS = 1_000_000;
    private static final Set<Integer> DRIVES = Set.of(2, 3);

    private final ServiceAddress address;

    public DrivingRovers(ServiceAddress address) {
        this.address = address;
    }

    /** Empty where discovery does not say. */
    public Optional<List<String>> ids() {
        try {
            byte[] body = DiscoveryCall.get(address, "/rovers", MOST_BYTES);
            JsonObject list = JsonObject.parse("{\"rovers\":" + new String(body, java.nio.charset.StandardCharsets.UTF_8) + "}");
            return Optional.of(list.objects("rovers", MOST_ROVERS).orElse(List.of()).stream()
                    .filter(rover -> rover.optionalFlag("online").orElse(false)
                    && DRIVES.contains(rover.optionalInteger("mode", 0, 255).orElse(0)))
                    .map(rover -> rover.anyText("id").orElse("")).filter(id -> !id.isEmpty()).sorted().toList());
        } catch (IOException | BadInput e) {
            return Optional.empty();
        }
    }
}

package depot.dispatch.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks discovery which rovers drive: those that are online, and in teleop or autonomous. Those who ask at the same time share one call.
 * Thread-safe; blocks for a second at most.
 */
public final class DrivingRovers {
    private static final int MOST_BYTES = 64 << 20; // a hundred thousand rovers
    private static final Set<Integer> DRIVES = Set.of(2, 3);

    private final ServiceAddress address;
    private final Duration patience;
    private final AtomicReference<CompletableFuture<Optional<List<String>>>> asking = new AtomicReference<>();

    public DrivingRovers(ServiceAddress address) {
        this(address, ServiceCall.PATIENCE);
    }

    DrivingRovers(ServiceAddress address, Duration patience) {
        this.address = address;
        this.patience = patience;
    }

    /** Empty where discovery does not say. */
    public Optional<List<String>> ids() {
        CompletableFuture<Optional<List<String>>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<List<String>>> other = asking.compareAndExchange(null, mine);
        if (other != null) {
            return other.join(); // whoever asks completes it in time
        }
        Optional<List<String>> said = Optional.empty();
        try {
            said = Optional.of(ServiceCall.get(address, "/rovers", MOST_BYTES, patience, DrivingRovers::driving));
        } catch (IOException e) {
            // it does not say
        } finally {
            asking.set(null);
            mine.complete(said);
        }
        return said;
    }

    private static List<String> driving(InputStream answer) throws IOException {
        List<String> ids = new ArrayList<>();
        FactsReader.each(answer, rover -> {
            if (rover.online() && DRIVES.contains(rover.mode())) {
                ids.add(rover.id());
            }
        });
        Collections.sort(ids);
        return List.copyOf(ids);
    }
}

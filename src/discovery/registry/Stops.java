package depot.discovery.registry;

import depot.common.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** E-stops that go from one discovery to the others, and the confirmations of rovers that obeyed. Thread-safe. */
final class Stops {
    /** An e-stop that arrives later could come after its release. */
    static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final UUID self;
    private final Consumer<List<String>> notifier;
    private final Map<Integer, Consumer<String>> waiting = new ConcurrentHashMap<>(); // by request number: gets who obeyed
    private final AtomicInteger last = new AtomicInteger();

    /** @param notifier sends payloads within {@link #AT_ONCE}, or drops them */
    Stops(UUID self, Consumer<List<String>> notifier) {
        this.self = self;
        this.notifier = notifier;
    }

    /** Asks the others. @param roverIds empty for all. @param stopped gets the id of each that obeyed. @return ends the calls to it */
    Runnable ask(Optional<Set<String>> roverIds, Consumer<String> stopped) {
        int number = last.incrementAndGet();
        waiting.put(number, stopped);
        notifier.accept(roverIds.isEmpty() ? List.of(new Payload(self, Payload.STOP, "{\"number\":" + number + "}").text())
                : Payload.listing(self, Payload.STOP, "{\"number\":" + number + ",\"ids\":[",
                        roverIds.get().stream().map(RegistryWriter::quoted).toList()));
        return () -> waiting.remove(number);
    }

    /** Another asks. @throws depot.common.json.BadInput when it cannot be read */
    void asked(UUID by, JsonObject json, SharedRegistry.Fleet fleet) {
        String head = "{\"to\":\"" + by + "\",\"number\":" + json.integer("number", 0, Integer.MAX_VALUE) + ",\"ids\":[";
        fleet.stop(json.texts("ids", Payload.MOST_BYTES, SharedRegistry.LONGEST_ID).map(Set::copyOf),
                id -> notifier.accept(Payload.listing(self, Payload.CONFIRMED, head, List.of(RegistryWriter.quoted(id)))));
    }

    /** Another says who obeyed. @throws depot.common.json.BadInput when it cannot be read */
    void confirmed(JsonObject json) {
        Consumer<String> whoAsked = waiting.get(json.integer("number", 0, Integer.MAX_VALUE));
        if (whoAsked != null && self.toString().equals(json.anyText("to").orElse(""))) {
            json.texts("ids", Payload.MOST_BYTES, SharedRegistry.LONGEST_ID).orElse(List.of()).forEach(whoAsked);
        }
    }
}

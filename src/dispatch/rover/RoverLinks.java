package depot.dispatch.rover;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The rovers whose links this process holds, one link each: a newer one takes the older one's place. Thread-safe;
 * listeners are called by the thread that registers or unregisters.
 */
public final class RoverLinks {
    /** For a link whose rover has come on a newer one; private use, RFC 6455, section 7.4.2. */
    static final int REPLACED = 4001;

    private final Map<String, RoverLink> links = new ConcurrentHashMap<>();
    private final DuplicateIdDetector tugOfWar;
    private volatile List<Consumer<String>> listeners = List.of();

    public RoverLinks(DuplicateIdDetector tugOfWar) {
        this.tugOfWar = tugOfWar;
    }

    /** Calls the listener with each rover that connects here or leaves. At start only. */
    public void listen(Consumer<String> listener) {
        listeners = java.util.stream.Stream.concat(listeners.stream(), java.util.stream.Stream.of(listener)).toList();
    }

    /** The link is its rover from now on. */
    void add(RoverLink link) {
        RoverLink before = links.put(link.rover(), link);
        if (before != null && before != link && before.isOpen()) {
            replaced(before);
        }
        listeners.forEach(listener -> listener.accept(link.rover()));
    }

    /** A newer link of the same rover is known, here or at another process. */
    void replaced(RoverLink link) {
        tugOfWar.replaced(link.rover(), link.peer());
        link.close(REPLACED, "this rover has connected anew");
    }

    /** The link has ended; false when it was not its rover's newest here. */
    boolean remove(RoverLink link) {
        boolean removed = links.remove(link.rover(), link);
        if (removed) {
            listeners.forEach(listener -> listener.accept(link.rover()));
        }
        return removed;
    }

    public Optional<RoverLink> find(String rover) {
        return Optional.ofNullable(links.get(rover));
    }

    public boolean holds(String rover) {
        return links.containsKey(rover);
    }

    public Collection<RoverLink> all() {
        return links.values();
    }
}

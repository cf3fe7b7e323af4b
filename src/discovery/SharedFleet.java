package depot.discovery;

import depot.common.time.Time;
import depot.database.DatabaseUrl;
import depot.discovery.link.RoverLinks;
import depot.discovery.registry.Registered;
import depot.discovery.registry.RoverUpdate;
import depot.discovery.registry.SharedRegistry;
import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The fleet that several discoveries share: messages of rovers here go to the other discoveries, messages of rovers there come into the
 * roster here, and one of the discoveries holds each rover's own link. Any thread.
 */
final class SharedFleet implements SharedRegistry.Fleet, Roster.Sharing, RosterFile.Registry {
    private final Roster roster;
    private final RoverLinks links;
    private final Set<String> said = ConcurrentHashMap.newKeySet(); // rovers with a message that the others do not know yet
    private final Set<String> linked = ConcurrentHashMap.newKeySet(); // rovers whose link changed
    private SharedRegistry registry; // set once, before anything is shared, as are the next two
    private RosterKeeper keeper;
    private Consumer<String> forgotten;

    SharedFleet(Roster roster, RoverLinks links) {
        this.roster = roster;
        this.links = links;
    }

    /**
     * Makes the shared registry; nothing is sent to it before {@link #start}.
     *
     * @param forgottenBy is given the id of each rover that was forgotten elsewhere
     */
    SharedRegistry share(DatabaseUrl url, int maxRovers, Optional<RosterFile> file, RosterKeeper keptBy, Consumer<String> forgottenBy,
            CollectorRegistry metrics, Time time) {
        keeper = keptBy;
        forgotten = forgottenBy;
        registry = new SharedRegistry(url, maxRovers, file.flatMap(RosterFile::readRegistry), this, metrics, time);
        return registry;
    }

    /** Begins to share. */
    void start(Optional<RosterFile> file) {
        Set<String> unwritten = file.map(RosterFile::readUnwritten).orElse(Set.of());
        roster.shareBy(this);
        links.relayStops(registry::stop);
        registry.start(registered().stream().filter(rover -> unwritten.contains(rover.id())).toList(),
                file.map(RosterFile::readRows).orElse(Map.of()));
    }

    // of the roster

    @Override
    public void said(String roverId) {
        said.add(roverId);
        registry.changed();
    }

    @Override
    public void linked(String roverId) {
        linked.add(roverId);
        registry.changed();
    }

    @Override
    public boolean isHeldHere(String roverId, boolean here) {
        return registry.holders().isHeldHere(roverId, here);
    }

    // of the file

    @Override
    public Optional<UUID> id() {
        return registry.registry();
    }

    @Override
    public boolean isUnwritten(String roverId) {
        return registry.isUnwritten(roverId);
    }

    @Override
    public OptionalLong row(String roverId) {
        return registry.row(roverId);
    }

    // of the registry

    @Override
    public Collection<Registered> registered() {
        return roster.rovers().stream().map(Rover::registered).toList();
    }

    @Override
    public void adopt(Registered rover) {
        roster.adopt(rover);
    }

    @Override
    public void forget(String id) {
        if (roster.forget(id)) {
            forgotten.accept(id);
        }
    }

    @Override
    public List<RoverUpdate> drain() {
        Set<String> ofLinks = taken(linked);
        List<RoverUpdate> updates = new ArrayList<>();
        for (String id : taken(said)) {
            roster.currentUpdate(id, true, ofLinks.remove(id)).ifPresent(updates::add);
        }
        for (String id : ofLinks) {
            roster.currentUpdate(id, false, true).ifPresent(updates::add);
        }
        return updates;
    }

    /** Empties the set. An id that is added meanwhile is taken now or next time, never lost: callers read the rover's state afterwards. */
    private static Set<String> taken(Set<String> ids) {
        Set<String> taken = new HashSet<>();
        for (Iterator<String> each = ids.iterator(); each.hasNext();) {
            taken.add(each.next());
            each.remove();
        }
        return taken;
    }

    @Override
    public void resend(Collection<String> ids) {
        said.addAll(ids);
        linked.addAll(ids);
        registry.changed();
    }

    @Override
    public void resendAll() {
        resend(roster.known().stream().map(each -> each.rover().id()).toList());
    }

    @Override
    public void heard(UUID from, List<RoverUpdate> updates, boolean now) {
        updates.forEach(update -> roster.heardElsewhere(from, update, now));
    }

    @Override
    public void holdersChanged() {
        roster.holdersChanged(registry.holders()::isLiving);
    }

    @Override
    public void stop(Optional<Set<String>> roverIds, Consumer<String> stopped) {
        links.stopWhereUp(roverIds, stopped);
    }

    @Override
    public void keptElsewhere() {
        keeper.writeSoon();
    }
}

package depot.discovery;

import depot.common.http.Refusals;
import depot.common.http.Refused;
import depot.common.json.JsonObject;
import depot.discovery.registry.SharedRegistry;
import io.prometheus.client.Counter;
import java.util.Optional;

/** Takes in registrations and heartbeats, whether by HTTP or WebSocket. Thread-safe. */
final class RoverDesk {
    private final Roster roster;
    private final RosterKeeper keeper;
    private final Optional<SharedRegistry> registry;
    private final Refusals refusals;
    private final int maxRovers;
    private final Counter heartbeats;

    /** @param registry what other processes share; empty where this one is alone */
    RoverDesk(Roster roster, RosterKeeper keeper, Optional<SharedRegistry> registry, Refusals refusals, int maxRovers, Counter heartbeats) {
        this.roster = roster;
        this.keeper = keeper;
        this.registry = registry;
        this.refusals = refusals;
        this.maxRovers = maxRovers;
        this.heartbeats = heartbeats;
    }

    /**
     * Registers a rover; once this returns a kill of the process does not lose it, if the disk works, or the database.
     *
     * @return its id
     */
    String register(JsonObject json) {
        Registration registration = Registration.from(json);
        registry.ifPresent(shared -> shared.announce(registration.id()));
        try {
            register(registration);
        } finally {
            registry.ifPresent(shared -> shared.announced(registration.id()));
        }
        return registration.id();
    }

    private void register(Registration registration) {
        switch (roster.register(registration)) {
            case NEW, CHANGED -> write(registration);
            case KNOWN -> { } // the registrations have not changed
            case FULL -> {
                String full = "there are " + maxRovers + " rovers already: forget one with DELETE /rovers/{id}, or raise MAX_ROVERS";
                refusals.count("rovers", "register", full);
                throw new Refused(409, full);
            }
        }
    }

    /** Writes it to the registry; while the database is away, to the disk until it returns. */
    private void write(Registration registration) {
        if (registry.isEmpty() || !registry.get().put(registration.rover(0).registered())) {
            keeper.writeNow();
        }
    }

    void heartbeat(String id, JsonObject json) {
        Heartbeat heartbeat = Heartbeat.from(json);
        if (!roster.heartbeat(id, heartbeat)) {
            throw notFound();
        }
        heartbeats.inc();
    }

    /** @throws Refused 404 when no such rover is registered */
    void mustKnow(String id) {
        if (!roster.has(id)) {
            throw notFound();
        }
    }

    /** @throws Refused 404 when no such rover is registered, 503 while other processes cannot be notified */
    void forget(String id) {
        if (registry.isPresent()) {
            mustKnow(id);
            if (!registry.get().remove(id)) {
                throw Refused.unavailable("the registry's database is away, and would know the rover still: try again");
            }
            roster.forget(id); // if it was not read to be gone already
        } else if (!roster.forget(id)) {
            throw notFound();
        }
        keeper.writeNow();
    }

    private static Refused notFound() {
        return Refused.notFound("Rover not found");
    }
}

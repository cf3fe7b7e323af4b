package depot.discovery;

import depot.common.http.Refusals;
import depot.common.http.Refused;
import depot.common.json.JsonObject;
import io.prometheus.client.Counter;

/** Takes in what rovers say, whichever way it came. Thread-safe. */
final class RoverDesk {
    private final Roster roster;
    private final RosterKeeper keeper;
    private final Refusals refusals;
    private final int maxRovers;
    private final Counter heartbeats;

    RoverDesk(Roster roster, RosterKeeper keeper, Refusals refusals, int maxRovers, Counter heartbeats) {
        this.roster = roster;
        this.keeper = keeper;
        this.refusals = refusals;
        this.maxRovers = maxRovers;
        this.heartbeats = heartbeats;
    }

    /**
     * Registers a rover; once this returns a kill of the process does not lose it, if the disk works.
     *
     * @return its id
     */
    String register(JsonObject json) {
        Registration registration = Registration.from(json);
        switch (roster.register(registration)) {
            case NEW, CHANGED -> keeper.writeNow();
            case KNOWN -> { } // who is registered has not changed
            case FULL -> {
                String full = "there are " + maxRovers + " rovers already: forget one with DELETE /rovers/{id}, or raise MAX_ROVERS";
                refusals.count("rovers", "register", full);
                throw new Refused(409, full);
            }
        }
        return registration.id();
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

    void forget(String id) {
        if (!roster.forget(id)) {
            throw notFound();
        }
        keeper.writeNow();
    }

    private static Refused notFound() {
        return Refused.notFound("Rover not found");
    }
}

package depot.dispatch.fleet;

import depot.dispatch.ground.RuledGround;
import depot.dispatch.model.SeenRover;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.KnownRover;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Discovery's facts as they count for giving tasks: what is older than a limit is taken as not known. Thread-safe. */
public final class FleetKnowledge implements FleetView {
    private final FleetFacts facts;
    private final Supplier<RuledGround> ground;
    private final Duration maxAge;

    /** @param ground where the site and its fences are; null while that was not read */
    public FleetKnowledge(FleetFacts facts, Supplier<RuledGround> ground, Duration maxAge) {
        this.facts = facts;
        this.ground = ground;
        this.maxAge = maxAge;
    }

    @Override
    public KnownRover of(String rover) {
        Optional<SeenRover> seen = facts.of(rover);
        if (seen.isEmpty()) {
            return facts.lastTrouble(rover).map(mode -> new KnownRover(mode, false, null, null, null, false)).orElse(KnownRover.NOTHING);
        }
        return known(seen.get());
    }

    private KnownRover known(SeenRover rover) {
        boolean fresh = isFresh(rover.age());
        RuledGround now = ground.get();
        SeenRover.Position position = rover.position();
        Double accuracy = position != null && isFresh(position.age()) ? position.accuracyMetres() : null;
        KnownRover.Place place = now == null ? null : now.about(rover, maxAge).map(at -> new KnownRover.Place(at.x, at.y)).orElse(null);
        // a rover that has just been switched on says 0 V and disabled, as does one that tells neither
        Integer mode = rover.mode() == 0 && rover.batteryVolts() == null ? null : (Integer) rover.mode();
        return new KnownRover(mode, fresh && mode != null, fresh ? rover.batteryVolts() : null, accuracy, place,
                fresh && now != null && now.outsideFence(rover).isPresent());
    }

    private boolean isFresh(Duration age) {
        return age.compareTo(maxAge) <= 0;
    }

    @Override
    public boolean knowsNothing() {
        return facts.isEmpty();
    }

    @Override
    public double lowVolts() {
        return facts.limits().lowVolts();
    }
}

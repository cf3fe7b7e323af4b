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
    private final RoverTroubles troubles;
    private final Supplier<RuledGround> ground;
    private final Duration maxAge;

    /**
     * @param troubles how rovers were heard of last, which counts where discovery does not say it
     * @param ground where the site and its fences are; null while that was not read
     */
    public FleetKnowledge(FleetFacts facts, RoverTroubles troubles, Supplier<RuledGround> ground, Duration maxAge) {
        this.facts = facts;
        this.troubles = troubles;
        this.ground = ground;
        this.maxAge = maxAge;
    }

    @Override
    public KnownRover of(String rover) {
        Integer trouble = troubles.of(rover).orElse(null);
        Optional<SeenRover> seen = facts.of(rover);
        if (seen.isEmpty()) {
            return trouble == null ? KnownRover.NOTHING : new KnownRover(trouble, false, null, null, null, false);
        }
        KnownRover known = known(seen.get());
        boolean troubledHere = known.mode() != null && SeenRover.IN_TROUBLE.contains(known.mode());
        if (trouble == null ? troubledHere && !facts.isConnected() : !trouble.equals(known.mode())) {
            // another process has heard of it since, or what discovery says of it is not heard from the rover
            return new KnownRover(trouble, false, known.volts(), known.accuracyMetres(), known.place(), known.outsideFence());
        }
        return known;
    }

    private KnownRover known(SeenRover rover) {
        boolean fresh = isFresh(rover.age());
        RuledGround now = ground.get();
        SeenRover.Position position = rover.position();
        Double accuracy = position != null && isFresh(position.age()) ? position.accuracyMetres() : null;
        KnownRover.Place place = now == null ? null : now.about(rover, maxAge).map(at -> new KnownRover.Place(at.x, at.y)).orElse(null);
        Integer mode = FleetFacts.isModeKnown(rover.mode(), rover.batteryVolts()) ? (Integer) rover.mode() : null;
        return new KnownRover(mode, fresh && mode != null, fresh ? rover.batteryVolts() : null, accuracy, place,
                fresh && now != null && now.outsideFence(rover).isPresent());
    }

    private boolean isFresh(Duration age) {
        return age.compareTo(maxAge) <= 0;
    }

    @Override
    public boolean knowsNothing() {
        return facts.isEmpty() && troubles.isEmpty();
    }

    @Override
    public double lowVolts() {
        return facts.limits().lowVolts();
    }
}

package depot.dispatch.rover;

import depot.common.GuardedBy;
import depot.common.time.Time;
import depot.dispatch.rules.Candidate;
import depot.dispatch.rules.Eligibility;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.Needs;
import depot.dispatch.rules.RoverBooks;
import depot.dispatch.rules.RoverChoice;
import depot.dispatch.store.GroupCommit;
import depot.dispatch.store.PlanCache;
import depot.dispatch.store.QuickStart;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Starts a mission by one statement, committed together with others of the same moment, and writes its task to the rover at once where
 * the link is here. The rover is chosen beforehand by discovery's facts; where they favour none, the statement takes the rover that is
 * idle longest. Thread-safe.
 */
public final class QuickStarter {
    private static final Duration CHOSEN = Duration.ofMillis(300); // until its task is known

    private final GroupCommit commits;
    private final Delivery delivery;
    private final PlanCache plans;
    private final FleetView fleet;
    private final OpenTasks open;
    private final Time time;
    @GuardedBy("this")
    private final Map<String, Long> chosen = new HashMap<>(); // rovers that a start is under way for, and until when

    public QuickStarter(GroupCommit commits, Delivery delivery, PlanCache plans, FleetView fleet, OpenTasks open, Time time) {
        this.commits = commits;
        this.delivery = delivery;
        this.plans = plans;
        this.fleet = fleet;
        this.open = open;
        this.time = time;
    }

    /**
     * Empty where something prevents it: nothing was written then.
     *
     * @throws depot.database.DatabaseAway as every call that needs it
     */
    public Optional<QuickStart.Made> start(UUID mission) {
        long begun = time.nanos();
        Optional<QuickStart.Wanted> wanted = fleet.knowsNothing() ? Optional.of(QuickStart.Wanted.anyhow(mission))
                : plans.of(mission).flatMap(plan -> wanted(mission, plan));
        Optional<QuickStart.Made> made = wanted.flatMap(want ->
                commits.start(want, each -> delivery.write(each.sending().aged((time.nanos() - begun) / 1e9), each.link())));
        if (made.isEmpty()) {
            plans.forget(mission);
            wanted.ifPresent(want -> release(want.rover()));
        }
        return made;
    }

    /** Empty where it must be decided with all that the database knows. */
    private Optional<QuickStart.Wanted> wanted(UUID mission, PlanCache.Plan plan) {
        Needs needs = plan.needs();
        if (needs.rover() != null) {
            boolean may = Eligibility.obstacle(Candidate.of(RoverBooks.free(needs.rover(), 0), fleet, needs)).isEmpty();
            return may ? Optional.of(new QuickStart.Wanted(mission, plan, null, List.of())) : Optional.empty();
        }
        List<Candidate> free = open.idleRovers().stream().map(rover -> Candidate.of(RoverBooks.free(rover, 0), fleet, needs)).toList();
        synchronized (this) {
            long now = time.nanos();
            chosen.values().removeIf(until -> until - now < 0);
            Set<String> taken = Set.copyOf(chosen.keySet());
            Optional<Candidate> best = RoverChoice.best(free.stream().filter(each -> !taken.contains(each.books().rover()))::iterator);
            if (best.isEmpty()) {
                return Optional.empty();
            }
            String rover = best.get().books().rover();
            if (best.get().isRanked()) {
                chosen.put(rover, now + CHOSEN.toNanos());
                return Optional.of(new QuickStart.Wanted(mission, plan, rover, List.of()));
            }
        }
        // nobody knows which of those that are left is nearer. Rovers with a task are barred too, as it may end meanwhile
        List<String> barred = open.rovers().stream().map(rover -> Candidate.of(RoverBooks.free(rover, 0), fleet, needs))
                .filter(each -> Eligibility.obstacle(each).isPresent()).map(each -> each.books().rover()).toList();
        return Optional.of(new QuickStart.Wanted(mission, plan, null, barred));
    }

    private synchronized void release(String rover) {
        chosen.remove(rover);
    }
}

package depot.dispatch.rover;

import depot.dispatch.store.GroupCommit;
import depot.dispatch.store.QuickStart;
import java.util.Optional;
import java.util.UUID;

/** Starts a mission by one statement, together with what else is committed at that moment, and writes its task to the rover at once where the link is here. Thread-safe. */
public final class QuickStarter {
    private final GroupCommit commits;
    private final Delivery delivery;

    public QuickStarter(GroupCommit commits, Delivery delivery) {
        this.commits = commits;
        this.delivery = delivery;
    }

    /**
     * Empty where something stands in the way: nothing was written then.
     *
     * @throws depot.dispatch.store.DatabaseAway as every call that needs it
     */
    public Optional<QuickStart.Made> start(UUID mission) {
        long begun = System.nanoTime();
        return commits.start(mission, made -> delivery.write(made.sending().aged((System.nanoTime() - begun) / 1e9), made.link()));
    }
}

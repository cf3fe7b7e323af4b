package depot.dispatch.rover;

import depot.dispatch.store.Changes;
import depot.dispatch.store.QuickStart;
import depot.dispatch.store.Transactions;
import java.util.Optional;
import java.util.UUID;

/** Starts a mission by one statement, and writes its task to the rover at once where the link is here. Thread-safe. */
public final class QuickStarter {
    private final Transactions transactions;
    private final Delivery delivery;

    public QuickStarter(Transactions transactions, Delivery delivery) {
        this.transactions = transactions;
        this.delivery = delivery;
    }

    /**
     * Empty where something stands in the way: nothing was written then.
     *
     * @throws depot.dispatch.store.DatabaseAway as every call that needs it
     */
    public Optional<QuickStart.Made> start(UUID mission) {
        long begun = System.nanoTime();
        Optional<QuickStart.Made> made = transactions.callOne((connection, changes) -> {
            Optional<QuickStart.Made> found = QuickStart.start(connection, mission, transactions.process());
            found.ifPresent(each -> changes.task(each.sending().task()));
            return found;
        });
        made.ifPresent(each -> delivery.write(each.sending().aged((System.nanoTime() - begun) / 1e9), each.link()));
        return made;
    }
}

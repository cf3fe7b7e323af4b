package depot.dispatch.rover;

import depot.dispatch.model.StatedTask;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rules.Orders;
import depot.dispatch.store.Changes;
import depot.dispatch.store.DatabaseAway;
import depot.dispatch.store.OrderTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a rover gets what the database holds for it: cancels that it has not confirmed, then its task. A look
 * reads the orders, does the next step and may be repeated at any time, so whoever changes something just asks for a
 * look. Looks at one link follow each other, on a virtual thread. Thread-safe.
 */
public final class Delivery {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(10);
    private static final Duration STORED = Duration.ofMillis(20); // reports are stored several times in that, or the database is away
    private static final int AT_ONCE = 4; // the rest of a fleet waits its turn here, not in the pool, whose patience is short

    private final Transactions ledger;
    private final RoverLinks links;
    private final Reports reports;
    private final DoubleConsumer sentAfterSeconds;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final AtomicInteger holds = new AtomicInteger();

    /** @param sentAfterSeconds told how old each task was when it was first written to its rover */
    public Delivery(Transactions ledger, RoverLinks links, Reports reports, DoubleConsumer sentAfterSeconds) {
        this.ledger = ledger;
        this.links = links;
        this.reports = reports;
        this.sentAfterSeconds = sentAfterSeconds;
    }

    /** What changed may concern rovers that are connected here. */
    public void changed(Changes changes) {
        changes.rovers().forEach(rover -> links.find(rover).ifPresent(this::look));
    }

    /** Looks at every rover that is connected here: the database was away, and what it holds may have changed. */
    public void lookAtAll() {
        links.all().forEach(this::look);
    }

    /** A link has become its rover's newest. */
    public void claimed(RoverLink link) {
        look(link);
    }

    /** Has a link looked at; returns at once. */
    void look(RoverLink link) {
        if (link.number() != 0 && link.looks().getAndIncrement() == 0) {
            Thread.ofVirtual().name("look " + link.rover()).start(() -> looks(link));
        }
    }

    private void looks(RoverLink link) {
        int asked;
        do {
            asked = link.looks().get();
            try {
                if (link.isOpen()) {
                    lookOnce(link);
                }
            } catch (DatabaseAway e) {
                lookAfter(link, AGAIN);
            } catch (RuntimeException e) {
                log.error("{}: its orders could not be carried out", link, e);
                lookAfter(link, AFTER_FAULT);
            }
        } while (link.looks().addAndGet(-asked) > 0);
    }

    private void lookOnce(RoverLink link) {
        // asked before the orders are read: what is stored in between is in them
        boolean old = reports.holds(link.rover());
        Optional<Orders> found = inTurn(() -> ledger.database().workQuery(connection -> OrderTable.read(connection, link.rover())));
        if (found.isEmpty()) {
            return;
        }
        Orders orders = found.get();
        if (orders.link() > link.number()) {
            links.replaced(link);
            return;
        }
        for (UUID task : orders.cancels()) {
            switch (link.cancelState(task)) {
                case UNSENT -> link.sendCancel(task);
                case SENT -> { } // its pong has us look again
                case CONFIRMED -> reports.cancelConfirmed(link, task);
            }
        }
        if (!orders.cancels().isEmpty()) {
            return; // until they are confirmed nothing new is sent
        }
        Duration settling = link.settling();
        if (settling.isPositive()) {
            lookAfter(link, settling);
            return;
        }
        if (old) {
            lookAfter(link, STORED);
            return;
        }
        carryOut(link, orders);
    }

    /** What asks the database; writing to a rover, which may be slow, is not done here. */
    private <T> T inTurn(Supplier<T> asking) {
        turns.acquireUninterruptibly();
        try {
            return asking.get();
        } finally {
            turns.release();
        }
    }

    /**
     * Has nothing sent that would start a rover, until {@link #release} is called as often: everything is being stopped,
     * and what the database holds does not say so yet.
     */
    public void hold() {
        holds.incrementAndGet();
    }

    public void release() {
        if (holds.decrementAndGet() == 0) {
            lookAtAll();
        }
    }

    private void carryOut(RoverLink link, Orders orders) {
        if (link.told() instanceof StatedTask.On other && (orders.task() == null || !orders.task().id().equals(other.task()))) {
            link.cancelLate(other.task(), System.nanoTime()); // it is on a task that is not its own
        }
        switch (orders.step(link.number(), link.told(), link.cleared(), link.unwritten())) {
            case NOTHING -> { }
            case SEND -> send(link, orders.task());
            case CANCEL_THEN_SEND -> {
                if (!link.clearing(orders.task().id())) {
                    link.sendClearing(orders.task().id());
                }
            }
            case NOTE_DELIVERED -> noteDelivered(link, orders.task());
        }
    }

    private void send(RoverLink link, Orders.OpenTask task) {
        if (holds.get() > 0) {
            return; // all are looked at when it is over
        }
        try {
            noteSent(link, task).ifPresent(route -> {
                link.sendTask(task.id(), task.mission(), route, task.sentLink() != null);
                if (task.sentLink() == null && !task.active()) {
                    sentAfterSeconds.accept(route.ageSeconds());
                }
            });
        } catch (DatabaseAway e) {
            link.notWritten(task.id());
            throw e;
        }
        if (link.told() instanceof StatedTask.On || link.told() instanceof StatedTask.Idle) {
            link.tells(new StatedTask.Unsaid()); // what it said is no longer so
        }
    }

    private Optional<OrderTable.Route> noteSent(RoverLink link, Orders.OpenTask task) {
        return inTurn(() -> ledger.work((connection, changes) -> {
            Optional<OrderTable.Route> marked = OrderTable.markSent(connection, link.rover(), task, link.number());
            if (marked.isPresent() && task.delivered() && !task.resend()) {
                TaskStatus status = marked.get().status();
                TaskTransitions.note(connection, task.id(), task.mission(), status, status, link.rover(), "rover " + link.rover(),
                        "it says that it is not on it: sent again");
            }
            return marked;
        }));
    }

    private void noteDelivered(RoverLink link, Orders.OpenTask task) {
        inTurn(() -> ledger.database().work(connection -> {
            try (var update = connection.prepareStatement("UPDATE tasks SET delivered_at = now(), sent_link = ? WHERE id = ? AND rover_id = ?")) {
                update.setLong(1, link.number());
                update.setObject(2, task.id());
                update.setString(3, link.rover());
                return update.executeUpdate();
            }
        }));
    }

    private void lookAfter(RoverLink link, Duration pause) {
        Thread.ofVirtual().name("settle " + link.rover()).start(() -> {
            try {
                Thread.sleep(pause);
                look(link);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A pong of a rover's came: what it confirms is stored. */
    void confirmed(RoverLink link, RoverLink.Sent sent) {
        switch (sent) {
            case RoverLink.Sent.Task task when task.overtaken() -> link.sendCancel(task.task());
            case RoverLink.Sent.Task task -> reports.taskConfirmed(link, task.task());
            case RoverLink.Sent.Cancel cancel -> reports.cancelConfirmed(link, cancel.task());
            case RoverLink.Sent.Clearing clearing -> look(link);
        }
    }
}

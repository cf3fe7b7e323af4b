package depot.dispatch.rover;

import depot.database.DatabaseAway;
import depot.dispatch.model.StatedTask;
import depot.dispatch.model.Task;
import depot.dispatch.rules.NextSend;
import depot.dispatch.store.Changes;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.RoverCancelTable;
import depot.dispatch.store.RoverLinkTable;
import depot.dispatch.store.RoverOrders;
import depot.dispatch.store.TaskEventTable;
import depot.dispatch.store.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that a rover gets what the database holds for it: cancels that it has not confirmed, then its task. A
 * <em>look</em> at a rover reads its orders and does the next step. It may be repeated at any time, so code that changes
 * something just asks for a look. Looks at one link follow each other, on a virtual thread. Thread-safe.
 */
public final class Delivery {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(10);
    private static final Duration STORED = Duration.ofMillis(20); // reports are stored several times in that, or the database is away
    private static final int AT_ONCE = 4; // the rest of a fleet waits its turn here, not in the pool, whose patience is short

    private final Transactions transactions;
    private final RoverLinks links;
    private final Reports reports;
    private final Supervision supervision;
    private final Duration settle;
    private final DoubleConsumer sentAfterSeconds;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final AtomicInteger holds = new AtomicInteger();

    /**
     * @param settle how long a rover that registered is given for the reports that it kept
     * @param sentAfterSeconds gets the age of each task when it is first written to its rover
     */
    public Delivery(Transactions transactions, RoverLinks links, Reports reports, Supervision supervision, Duration settle,
            DoubleConsumer sentAfterSeconds) {
        this.transactions = transactions;
        this.links = links;
        this.reports = reports;
        this.supervision = supervision;
        this.settle = settle;
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

    /**
     * Writes a task that is stored as written to a link of this process, without reading the database. Where that is not possible (the
     * link is another one by now, or its rover has not settled), that is stored, and a look finds it later.
     */
    public void write(RoverOrders.Sending sending, long link) {
        Optional<RoverLink> found = links.find(sending.task().roverId()).filter(each -> each.number() == link);
        if (found.isPresent()) {
            found.get().offer(sending);
            look(found.get());
        } else {
            Thread.ofVirtual().name("unsent").start(() -> takeBack(sending, link));
        }
    }

    /** It was not written, and only this process knows that: a kill before this is stored leaves it unknown. */
    private void takeBack(RoverOrders.Sending sending, long link) {
        try {
            inTurn(() -> transactions.work((connection, changes) -> {
                RoverLinkTable.unsent(connection, changes, sending.task(), sending.attempt(), link);
                return null;
            }));
        } catch (DatabaseAway e) {
            // it is unknown once its link has ended, and goes by what the mission says for that
        }
    }

    private void writeOffered(RoverLink link, RoverOrders.Sending sending) {
        if (!link.isOpen() || holds.get() > 0 || !link.isGreeted() || link.settling(settle).isPositive() || reports.holds(link.rover())) {
            if (!link.wrote(sending.task().id(), sending.attempt())) {
                takeBack(sending, link.number());
            }
            look(link); // which finds that it is not written
            return;
        }
        supervision.before(link.rover());
        if (link.wrote(sending.task().id(), sending.attempt())) {
            return; // a look was quicker
        }
        if (holds.get() > 0) { // meanwhile
            takeBack(sending, link.number());
            return;
        }
        write(link, sending, false);
        sentAfterSeconds.accept(sending.ageSeconds());
        link.restate(new StatedTask.Unsaid());
    }

    /** Asks for a look at a link; returns at once. */
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
                RoverOrders.Sending offered = link.takeOffered();
                if (offered != null) {
                    writeOffered(link, offered);
                }
                if (link.isOpen() && (offered == null || asked > 1)) {
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
        Optional<NextSend> found = inTurn(() -> transactions.database().workQuery(connection ->
                RoverOrders.read(connection, link.rover(), transactions.process())));
        if (found.isEmpty()) {
            return;
        }
        NextSend orders = found.get();
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
        if (!link.isGreeted()) {
            return; // its pong has us look again
        }
        Duration settling = link.settling(settle);
        if (settling.isPositive()) {
            lookAfter(link, settling);
        } else if (old) {
            lookAfter(link, STORED);
        } else {
            carryOut(link, orders);
        }
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
     * Sends nothing that would start a rover, until {@link #release} is called as often: everything is being stopped, and
     * the database does not hold that yet.
     */
    public void hold() {
        holds.incrementAndGet();
    }

    public void release() {
        if (holds.decrementAndGet() == 0) {
            lookAtAll();
        }
    }

    private void carryOut(RoverLink link, NextSend orders) {
        if (link.stated() instanceof StatedTask.On other && (orders.task() == null || !orders.task().id().equals(other.task()))) {
            drop(link, other.task()); // it is on a task that is not its own
            return;
        }
        switch (orders.step(link.number(), link.stated(), orders.task() != null
                && link.wrote(orders.task().id(), orders.task().attempt()))) {
            case NOTHING -> { }
            case WAIT -> lookAfter(link, AGAIN);
            case SEND -> send(link, orders.task());
            case NOTE_DELIVERED -> inTurn(() -> transactions.work((connection, changes) -> {
                RoverOrders.onIt(connection, changes, link.rover(), link.number(), orders.task().id());
                return null;
            }));
        }
    }

    /** The change that this makes causes the next look at the link. */
    private void drop(RoverLink link, UUID task) {
        inTurn(() -> transactions.work((connection, changes) -> {
            RoverCancelTable.add(connection, changes, List.of(new RoverCancelTable.Cancel(link.rover(), task)));
            return null;
        }));
    }

    private void send(RoverLink link, NextSend.OpenTask task) {
        if (holds.get() > 0) {
            return; // release() looks at all
        }
        supervision.before(link.rover()); // a rover that is not fed does not drive
        boolean again = task.sentLink() != null && (task.sentLink() != link.number() || link.wrote(task.id(), 0));
        markSent(link, task).ifPresent(sending -> {
            write(link, sending, again);
            if (sending.attempt() == 1) {
                sentAfterSeconds.accept(sending.ageSeconds());
            }
        });
        if (link.stated() instanceof StatedTask.On || link.stated() instanceof StatedTask.Idle) {
            link.restate(new StatedTask.Unsaid());
        }
    }

    /** A stop that begins as the task is written may have sent its cancel before it: then one follows it. */
    private void write(RoverLink link, RoverOrders.Sending sending, boolean again) {
        link.sendTask(sending, again);
        if (holds.get() > 0) {
            link.sendCancel(sending.task().id());
        }
    }

    private Optional<RoverOrders.Sending> markSent(RoverLink link, NextSend.OpenTask task) {
        return inTurn(() -> transactions.work((connection, changes) -> {
            if (HoldTable.isHeld(connection).isPresent()) {
                return Optional.empty();
            }
            Optional<RoverOrders.Sending> sending = RoverOrders.markSent(connection, link.rover(), task, link.number());
            if (sending.isPresent()) {
                Task now = sending.get().task();
                changes.task(now);
                if (task.sentLink() != null && !task.resend()) {
                    TaskEventTable.note(connection, List.of(now), "rover " + link.rover(), "it says that it is not on it: sent again");
                }
            }
            return sending;
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
            case RoverLink.Sent.Task task -> reports.taskConfirmed(link, task);
            case RoverLink.Sent.Cancel cancel -> reports.cancelConfirmed(link, cancel.task());
            case RoverLink.Sent.Greeting greeting -> look(link);
        }
    }
}

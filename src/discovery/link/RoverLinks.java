package depot.discovery.link;

import depot.common.threads.Worker;
import depot.common.time.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rovers' own links, all served by one thread that never waits for any of them: every 20 ms it polls the connection of each
 * supervised or stopped rover, and every 100 ms the others. (Waking for each of 50,000 frames a second would cost ten times
 * as much, and only the newest counts.) Opening one takes a virtual thread of its own, as that does wait.
 *
 * <p>Any thread may call the public methods.
 */
public final class RoverLinks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery.link");
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration TURN = TICK.dividedBy(2);
    private static final int SLOW_TICKS = 5;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final FeedingRule.Verdict NOT_NAMED = new FeedingRule.Verdict(FeedingRule.State.OFF, "it is not named any more");
    private static final FeedingRule.Verdict LEASE_ENDED =
            new FeedingRule.Verdict(FeedingRule.State.OFF, "nothing came for " + Lease.LASTS.toSeconds() + " s");
    static final FeedingRule.Verdict UNREGISTERED = new FeedingRule.Verdict(FeedingRule.State.OFF, "it is not registered");
    static final FeedingRule.Verdict LINKS_OFF = new FeedingRule.Verdict(FeedingRule.State.OFF, "ROVER_LINKS is off");

    /** Where a rover is, as the roster knows it. @param ours whether its link is this process's to hold, where there are several */
    public record Known(String address, boolean online, boolean ours) {}

    /** Has other processes send an e-stop on the links that they hold. */
    @FunctionalInterface
    public interface StopRelay {
        /** @param roverIds empty for all. @param stopped gets the id of each rover that obeyed there. @return ends the calls to it */
        Runnable relay(Optional<Set<String>> roverIds, Consumer<String> stopped);
    }

    private final LinkParts parts;
    private final Function<String, Optional<Known>> roster;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    // what supervisors say, after all else: an e-stop is not to wait behind thousands of names
    private final Queue<Runnable> words = new ConcurrentLinkedQueue<>();
    private final FleetOrders orders;
    private final Lease.Room leaseRoom;
    private final Worker worker;
    private volatile Thread thread; // of the loop, written by it
    private volatile boolean ended;
    // the loop's own from here on
    private final Map<String, HeldLink> links = new ConcurrentHashMap<>(); // any thread may read which ids there are
    private final Set<Lease> leases = new HashSet<>();
    private final List<HeldLink> quick = new ArrayList<>();
    private final List<List<HeldLink>> slow = new ArrayList<>();
    private long nextTick;
    private int tick;
    private int passedOver; // how often tasks left no time for words

    /**
     * @param sockets that links may have
     * @param roster asked for a rover whenever something about it may have changed; quick, and any thread's
     * @param maxRovers in it
     */
    RoverLinks(RoverLinkMode mode, LinkOpener opener, LinkListener listener, LinkMetrics metrics, int sockets,
            Function<String, Optional<Known>> roster, int maxRovers, Time time, RandomGenerator random) {
        parts = new LinkParts(mode, opener, listener, metrics, new LinkTurns(sockets, metrics), time, random,
                ByteBuffer.allocateDirect(OpenLink.READ_BYTES), this::execute);
        orders = new FleetOrders(this, parts, links);
        this.roster = roster;
        leaseRoom = new Lease.Room(maxRovers);
        for (int i = 0; i < SLOW_TICKS; i++) {
            slow.add(new ArrayList<>());
        }
        nextTick = time.nanos();
        worker = Worker.start("rover-links", this::run);
    }

    /** Sets what passes every e-stop on to other discoveries. */
    public void relayStops(StopRelay to) {
        orders.relayStops(to);
    }

    // what others say

    /** A rover was registered, came back online, went offline, or is no longer registered. */
    public void changed(String roverId, boolean newlyThere) {
        execute(() -> {
            Optional<Known> known = roster.apply(roverId);
            if (known.isEmpty()) {
                forget(roverId);
                return;
            }
            HeldLink link = links.computeIfAbsent(roverId, id -> new HeldLink(id, parts));
            link.known(known.get(), newlyThere);
            tend(link);
        });
    }

    private void forget(String roverId) {
        HeldLink link = links.remove(roverId);
        if (link != null) {
            link.end(false);
            leases.forEach(lease -> {
                if (lease.links().remove(link)) {
                    lease.queueState(roverId, UNREGISTERED);
                }
            });
        }
    }

    /** E-stops and releases. */
    FleetOrders orders() {
        return orders;
    }

    /** See {@link FleetOrders#stopWhereUp}. */
    public void stopWhereUp(Optional<Set<String>> roverIds, Consumer<String> stopped) {
        orders.stopWhereUp(roverIds, stopped);
    }

    /** As an order does: before what supervisors say. */
    <T> Optional<T> within(Duration time, Callable<T> what) throws InterruptedException {
        return within(time, tasks, what);
    }

    /** Has the loop do something and waits for it. Empty, and not done, where its turn does not come in time. */
    private <T> Optional<T> within(Duration time, Queue<Runnable> queue, Callable<T> what) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(what);
        if (!execute(queue, task)) {
            return Optional.empty();
        }
        try {
            return Optional.of(task.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            task.cancel(false); // so that it keeps nothing where it waits
        }
    }

    /** A new supervisor's, which names no rovers yet. */
    Lease lease() {
        return new Lease(leaseRoom);
    }

    /**
     * A supervisor names its rovers; this replaces the ones that it named before. Waits until that is done, so that one who names faster
     * is read more slowly, and its message counts as memory until then; what is not done while a lease lasts is dropped.
     *
     * @return false when supervisors name too many together: those that there is no room for are left out
     */
    boolean name(Lease lease, Set<String> roverIds) throws InterruptedException {
        return within(Lease.LASTS, words, () -> replace(lease, roverIds)).orElse(true);
    }

    private boolean replace(Lease lease, Set<String> roverIds) {
        leases.add(lease);
        lease.renew(parts.time().nanos());
        lease.keepOnly(roverIds, NOT_NAMED);
        lease.links().removeIf(link -> {
            boolean gone = !roverIds.contains(link.id());
            if (gone) {
                link.unname(lease);
            }
            return gone;
        });
        boolean room = true;
        for (String id : roverIds) {
            boolean fits = lease.hasRoom(id, links.containsKey(id));
            if (fits) {
                name(lease, id);
            }
            room &= fits;
        }
        return room;
    }

    private void name(Lease lease, String roverId) {
        HeldLink link = links.get(roverId);
        if (link == null) {
            lease.queueState(roverId, UNREGISTERED);
        } else if (parts.mode() == RoverLinkMode.OFF) {
            lease.queueState(link.id(), LINKS_OFF);
        } else if (lease.links().add(link)) {
            link.name(lease);
            tend(link); // the first heartbeat goes out now
        }
    }

    /** A supervisor is gone. */
    void end(Lease lease) {
        execute(words, () -> {
            end(lease, NOT_NAMED);
            lease.forget();
        });
    }

    private void end(Lease lease, FeedingRule.Verdict why) {
        leases.remove(lease);
        lease.links().forEach(link -> link.unname(lease));
        lease.links().clear();
        lease.keepOnly(Set.of(), why);
    }

    // the loop

    /** Has the loop do something soon. False where it has ended. */
    boolean execute(Runnable task) {
        return execute(tasks, task);
    }

    private boolean execute(Queue<Runnable> queue, Runnable task) {
        if (ended) {
            return false;
        }
        queue.add(task);
        LockSupport.unpark(thread);
        return true;
    }

    private void run() throws InterruptedException {
        thread = Thread.currentThread();
        while (!Thread.interrupted()) {
            runTasks();
            long now = parts.time().nanos();
            if (now - nextTick >= 0) {
                tick(now);
                boolean idle = quick.isEmpty() && leases.isEmpty() && slow.stream().allMatch(List::isEmpty);
                nextTick = idle ? now + IDLE.toNanos() : Math.max(nextTick + TICK.toNanos(), parts.time().nanos());
            }
            if (isIdle()) {
                LockSupport.parkNanos(this, nextTick - parts.time().nanos());
            }
        }
        throw new InterruptedException();
    }

    private boolean isIdle() {
        return tasks.isEmpty() && words.isEmpty();
    }

    /** What waits, until the next tick is due; where ticks take all the time, for half of one. */
    private void runTasks() {
        long until = parts.time().nanos() + TURN.toNanos();
        do {
            for (Runnable task = tasks.poll(); task != null; task = isTickDue(until) ? null : tasks.poll()) {
                task.run();
            }
            // one now and then, however many tasks come: leases end
            if (tasks.isEmpty() || ++passedOver > SLOW_TICKS) {
                passedOver = 0;
                Runnable word = words.poll();
                if (word != null) {
                    word.run();
                }
            }
        } while (!isIdle() && !isTickDue(until));
    }

    private boolean isTickDue(long notBefore) {
        long now = parts.time().nanos();
        return now - nextTick >= 0 && now - notBefore >= 0;
    }

    /** Leases first: after a standstill of this process no rover is fed for a lease that ended meanwhile. */
    private void tick(long now) {
        for (Lease lease : List.copyOf(leases)) {
            if (lease.hasEnded(now)) {
                end(lease, LEASE_ENDED);
            }
        }
        tendAll(quick, HeldLink.Pace.QUICKLY);
        tick = (tick + 1) % SLOW_TICKS;
        tendAll(slow.get(tick), HeldLink.Pace.SLOWLY);
    }

    private void tendAll(List<HeldLink> list, HeldLink.Pace pace) {
        for (int i = list.size() - 1; i >= 0; i--) {
            HeldLink link = list.get(i);
            long now = parts.time().nanos();
            guarded(link, () -> link.tend(now));
            if (link.pace(now) != pace) {
                HeldLink last = list.removeLast();
                if (last != link) {
                    list.set(i, last);
                }
                link.listed.remove(pace);
                place(link);
            }
        }
    }

    private void tend(HeldLink link) {
        use(link, () -> link.tend(parts.time().nanos()));
    }

    /** Has something done with a link. The loop's. */
    void use(HeldLink link, Runnable task) {
        guarded(link, task);
        place(link);
    }

    /** A fault of ours with one link is to harm no other. */
    private static void guarded(HeldLink link, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("the link of {} is begun anew", link.id(), e);
            link.faulty();
        }
    }

    private void place(HeldLink link) {
        HeldLink.Pace pace = link.pace(parts.time().nanos());
        if (pace != HeldLink.Pace.NEVER && link.listed.add(pace)) {
            (pace == HeldLink.Pace.QUICKLY ? quick : slow.get(Math.floorMod(link.id().hashCode(), SLOW_TICKS))).add(link);
            if (nextTick - parts.time().nanos() > TICK.toNanos()) {
                nextTick = parts.time().nanos(); // it was idle
            }
        }
    }

    /** Closes every link. */
    @Override
    public void close() {
        ended = true;
        worker.close();
        parts.turns().end(); // the loop's thread has ended
        links.values().forEach(link -> link.end(true));
        do {
            runTasks(); // what was opened meanwhile is closed
        } while (!isIdle());
    }
}

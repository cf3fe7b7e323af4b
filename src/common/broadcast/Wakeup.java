package depot.common.broadcast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one thread sleep until any of several sources has something for it. The owner calls {@link #clear}, checks its
 * sources, and calls {@link #await} when all were empty; a source puts its value where the owner will find it and then
 * calls {@link #signal}. A signal between clear and await makes await return at once, so none is lost.
 *
 * <p>A source that would wake a thousand owners calls {@link #serve} instead: it does an owner's work in its place, while that sleeps on.
 *
 * <p>Only the owner calls {@code clear} and {@code await}; one with a stand-in is never interrupted. Any thread may call {@code signal},
 * which never blocks and costs one volatile read while the owner is awake and already signalled.
 */
public final class Wakeup {
    private static final int AWAKE = 0;
    private static final int WAITING = 1;
    private static final int SIGNALLED = 2;
    private static final int SERVED = 3; // waiting, while another thread does its work
    private static final int SERVED_AND_SIGNALLED = 4;
    private static final long ALONE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Wakeup.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** An owner's work, done by another thread while the owner sleeps: what either did is visible to the other. */
    @FunctionalInterface
    public interface StandIn {
        /** Does what the owner would do now, and, where that is all, has it wait at its sources again. */
        Outcome work();

        enum Outcome {
            /** All is done: the owner sleeps on. */
            DONE,
            /** There is more: the owner wakes. */
            MORE,
            /** It held up this thread, or would: the owner wakes, and does its own work for the next minute. */
            HELD_UP
        }
    }

    private final StandIn standIn; // null where nobody but the owner can do its work
    private volatile int state; // written by all
    private volatile Thread owner; // written by the owner before it first waits
    private volatile long aloneUntil; // by System.nanoTime; 0 for always to be served; written by who serves

    // the stack of Waiters that this is in
    Wakeup below;
    volatile boolean standing;

    public Wakeup() {
        this(null);
    }

    public Wakeup(StandIn standIn) {
        this.standIn = standIn;
    }

    /** Forgets earlier signals: the owner is about to check its sources. */
    public void clear() {
        state = AWAKE;
    }

    /** Sleeps until a signal that came after the last {@link #clear}. */
    public void await() throws InterruptedException {
        owner = Thread.currentThread();
        if (STATE.compareAndSet(this, AWAKE, WAITING)) {
            while (isAsleep()) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /** As {@link #await()}, for {@code nanos} at most. Not for one that has a stand-in. */
    public void await(long nanos) throws InterruptedException {
        owner = Thread.currentThread();
        if (STATE.compareAndSet(this, AWAKE, WAITING)) {
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0 && isAsleep(); left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private boolean isAsleep() {
        int now = state;
        return now != SIGNALLED && now != AWAKE;
    }

    /** Wakes the owner, or keeps it from falling asleep. */
    public void signal() {
        while (true) {
            int now = state;
            switch (now) {
                case SIGNALLED, SERVED_AND_SIGNALLED -> {
                    return;
                }
                case SERVED -> {
                    if (STATE.compareAndSet(this, SERVED, SERVED_AND_SIGNALLED)) {
                        return;
                    }
                }
                default -> {
                    if (STATE.compareAndSet(this, now, SIGNALLED)) {
                        if (now == WAITING) {
                            LockSupport.unpark(owner);
                        }
                        return;
                    }
                }
            }
        }
    }

    /**
     * Does a sleeping owner's work in its place, on this thread, or wakes it where that is not possible.
     *
     * @param now by System.nanoTime
     */
    void serve(long now) {
        long alone = aloneUntil;
        if (standIn == null || alone != 0 && now - alone < 0 || !STATE.compareAndSet(this, WAITING, SERVED)) {
            signal();
        } else {
            StandIn.Outcome outcome = StandIn.Outcome.MORE; // where it throws
            try {
                outcome = standIn.work();
            } finally {
                if (outcome == StandIn.Outcome.HELD_UP) {
                    leaveAlone(System.nanoTime());
                }
                if (outcome != StandIn.Outcome.DONE || !STATE.compareAndSet(this, SERVED, WAITING)) {
                    state = SIGNALLED;
                    LockSupport.unpark(owner);
                }
            }
        }
    }

    /** Has the owner do its own work for a minute from {@code now}, by System.nanoTime: it holds up who does it. */
    void leaveAlone(long now) {
        aloneUntil = now + ALONE_NANOS | 1;
    }
}

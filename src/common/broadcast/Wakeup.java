package depot.common.broadcast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one thread sleep until any of several sources has something for it. The owner calls {@link #clear}, checks its
 * sources, and calls {@link #await} when all were empty; a source puts its value where the owner will find it and then
 * calls {@link #signal}. A signal between clear and await makes await return at once, so none is lost.
 *
 * <p>Only the owner calls {@code clear} and {@code await}. Any thread may call {@code signal}, which never blocks and
 * costs one volatile read while the owner is awake and already signalled.
 */
public final class Wakeup {
    private static final int AWAKE = 0;
    private static final int WAITING = 1;
    private static final int SIGNALLED = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Wakeup.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state; // written by all
    private volatile Thread owner; // written by the owner before it first waits

    // the stack of Waiters that this is in
    Wakeup below;
    volatile boolean standing;

    /** Forgets earlier signals: the owner is about to check its sources. */
    public void clear() {
        state = AWAKE;
    }

    /** Sleeps until a signal that came after the last {@link #clear}. */
    public void await() throws InterruptedException {
        owner = Thread.currentThread();
        if (STATE.compareAndSet(this, AWAKE, WAITING)) {
            while (state == WAITING) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /** As {@link #await()}, for {@code nanos} at most. */
    public void await(long nanos) throws InterruptedException {
        owner = Thread.currentThread();
        if (STATE.compareAndSet(this, AWAKE, WAITING)) {
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0 && state == WAITING; left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /** Wakes the owner, or keeps it from falling asleep. */
    public void signal() {
        if (state != SIGNALLED && (int) STATE.getAndSet(this, SIGNALLED) == WAITING) {
            LockSupport.unpark(owner);
        }
    }
}

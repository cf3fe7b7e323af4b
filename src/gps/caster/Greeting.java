package depot.gps.caster;

import depot.common.GuardedBy;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections that have no answer yet, in the order in which they came. When there is no more room, the one that has waited longest
 * is closed, so that a client that opens connections and sends nothing keeps no rover out. Any thread.
 */
final class Greeting {
    private final ReentrantLock lock = new ReentrantLock();
    @GuardedBy("lock") private final Set<SocketChannel> waiting = new LinkedHashSet<>();

    void add(SocketChannel channel) {
        lock.lock();
        try {
            waiting.add(channel);
        } finally {
            lock.unlock();
        }
    }

    /** @return whether it was still there */
    boolean remove(SocketChannel channel) {
        lock.lock();
        try {
            return waiting.remove(channel);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** @return whether there was one */
    boolean dropOldest() throws IOException {
        SocketChannel oldest;
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                return false;
            }
            oldest = waiting.iterator().next();
            waiting.remove(oldest);
        } finally {
            lock.unlock();
        }
        oldest.close();
        return true;
    }

    void dropAll() {
        try {
            while (dropOldest()) {
                // until there is none
            }
        } catch (IOException e) {
            throw new IllegalStateException("a channel that cannot be closed", e);
        }
    }
}

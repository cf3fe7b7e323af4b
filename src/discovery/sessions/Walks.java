package depot.discovery.sessions;

import depot.common.GuardedBy;
import depot.common.threads.DiskThreads;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;

/**
 * Walks through the folders, one at a time, on a thread of their own. While one goes on, one more waits, and does for all that ask
 * meanwhile what each of them wants: strangers' questions cost no more walks than their own. Any thread.
 *
 * @param <K> what is asked for
 * @param <T> the answer to it
 */
final class Walks<K, T> {
    private static final int MOST_KEYS = 1_000; // that one walk looks for

    /** One walk for several questions. */
    @FunctionalInterface
    interface Walk<K, T> {
        /** @return an answer for each */
        Map<K, T> run(Set<K> keys) throws IOException;
    }

    private final DiskThreads thread = new DiskThreads("sessions-walk", 1, 1);
    private final Walk<K, T> walk;
    private final K common;
    @GuardedBy("this") private Set<K> wanted = new HashSet<>(); // of the walk that waits
    @GuardedBy("this") private FutureTask<Map<K, T>> waiting; // null while none does

    /** @param common what is asked for by most: it always has a place */
    Walks(Walk<K, T> walk, K common) {
        this.walk = walk;
        this.common = common;
    }

    /**
     * Has a walk done, from its beginning after this was called, and waits for it.
     *
     * @throws DiskThreads.Busy when it took too long; it goes on, and callers that come meanwhile wait for the next
     */
    T join(K key) throws IOException {
        return DiskThreads.await(next(key)).get(key);
    }

    private synchronized FutureTask<Map<K, T>> next(K key) throws DiskThreads.Busy {
        if (wanted.size() >= MOST_KEYS && !wanted.contains(key) && !key.equals(common)) {
            throw new DiskThreads.Busy();
        }
        if (waiting == null) {
            waiting = thread.begin(() -> walk.run(begin()));
        }
        wanted.add(key);
        return waiting;
    }

    /** It begins: what is changed from now on it may miss. */
    private synchronized Set<K> begin() {
        Set<K> keys = wanted;
        wanted = new HashSet<>();
        waiting = null;
        return keys;
    }
}

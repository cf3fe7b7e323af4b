package depot.discovery.sessions;

import depot.common.GuardedBy;
import depot.common.threads.DiskThreads;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;

/**
 * Walks through the folders, one walk at a time, on a thread of their own. Callers that ask for the same walk before it has
 * begun share it, and while one hangs on its disk no second one starts beside it. Any thread.
 */
final class Walks<T> {
    private static final int MAX_WAITING = 256;

    private final DiskThreads thread = new DiskThreads("sessions-walk", 1, MAX_WAITING);
    @GuardedBy("waiting") private final Map<Object, FutureTask<T>> waiting = new HashMap<>();

    /**
     * Has a walk done, from its beginning after this was called, and waits for it.
     *
     * @param key of the walk: those with the same do the same
     * @throws DiskThreads.Busy when it took too long; it goes on, and callers that come meanwhile wait for the next
     */
    T join(Object key, DiskThreads.Task<T> walk) throws IOException {
        FutureTask<T> task;
        synchronized (waiting) {
            task = waiting.get(key);
            if (task == null) {
                task = thread.begin(() -> {
                    synchronized (waiting) {
                        waiting.remove(key); // it begins: what is changed from now on it may miss
                    }
                    return walk.run();
                });
                waiting.put(key, task);
            }
        }
        return DiskThreads.await(task);
    }
}

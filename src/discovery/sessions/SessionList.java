package depot.discovery.sessions;

import depot.common.memory.OutputBudget;
import java.util.List;

/**
 * A list of sessions as one walk found it, and the memory that it counts as while clients still have to read it: only its
 * own, as the sessions belong to the cache. Immutable.
 */
record SessionList(List<RecordedSession> sessions, OutputBudget.Load load) {
    private static final int BYTES_EACH = 8;

    SessionList(List<RecordedSession> sessions) {
        this(sessions, new OutputBudget.Load((long) BYTES_EACH * sessions.size()));
    }

    /** Whether it has the very same sessions, in the same order. */
    boolean sameAs(SessionList other) {
        if (sessions.size() != other.sessions.size()) {
            return false;
        }
        for (int i = 0; i < sessions.size(); i++) {
            if (sessions.get(i) != other.sessions.get(i)) {
                return false;
            }
        }
        return true;
    }
}

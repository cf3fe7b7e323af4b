package depot.discovery.sessions;

import depot.common.memory.OutputBudget;
import java.util.List;

/**
 * A list of sessions as one walk found it, and the memory that it counts as while clients still have to read it: its own, and that of
 * the sessions that the cache had no room for. Immutable.
 */
record SessionList(List<RecordedSession> sessions, OutputBudget.Load load) {
    private static final int BYTES_EACH = 8;

    static final SessionList NONE = new SessionList(List.of(), new OutputBudget.Load(0));

    static SessionList of(List<RecordedSession> sessions, SessionCache cache) {
        long own = sessions.stream().filter(session -> !cache.holds(session)).mapToLong(RecordedSession::bytesListed).sum();
        return new SessionList(sessions, new OutputBudget.Load((long) BYTES_EACH * sessions.size() + own));
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

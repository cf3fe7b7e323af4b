package depot.discovery.registry;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The versions of rovers' rows as they were last read or written, so that what is written later knows what it replaces. Thread-safe. */
final class Versions {
    private final ConcurrentHashMap<String, Long> known = new ConcurrentHashMap<>();
    private final int most;

    /** @param most of so many rovers; of others nothing is known */
    Versions(int most) {
        this.most = most;
    }

    OptionalLong of(String id) {
        Long version = known.get(id);
        return version == null ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /** A row was read. */
    void read(String id, long version) {
        if (known.size() < most || known.containsKey(id)) {
            known.put(id, version);
        }
    }

    /** Rows were written; what was read of them meanwhile may be newer. */
    void written(Map<String, Long> versions) {
        versions.forEach((id, version) -> {
            if (known.size() < most || known.containsKey(id)) {
                known.merge(id, version, Math::max);
            }
        });
    }

    void gone(String id) {
        known.remove(id);
    }

    /** All that is known is of another registry. */
    void clear() {
        known.clear();
    }
}

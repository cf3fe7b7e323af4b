package depot.archive.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The uploads that go on, by the file that each is written to: one for each. Guarded by the store's lock. */
final class Uploads {
    private final Map<Path, Upload> byTarget = new HashMap<>();

    /** Begins one; another of the same file no longer counts, as its client has most likely lost its link. */
    void begin(Upload upload) {
        Upload older = byTarget.put(upload.file().partial(), upload);
        if (older != null) {
            older.replace();
        }
    }

    Optional<Upload> at(Path target) {
        return Optional.ofNullable(byTarget.get(target));
    }

    void end(Upload upload) {
        byTarget.remove(upload.file().partial(), upload);
    }

    /** What is being written there does not count any more. */
    void drop(Path target) {
        Upload upload = byTarget.remove(target);
        if (upload != null) {
            upload.replace();
        }
    }

    boolean anyBelow(Path folder) {
        return byTarget.keySet().stream().anyMatch(target -> target.startsWith(folder));
    }

    int count() {
        return byTarget.size();
    }

    List<Path> targets() {
        return new ArrayList<>(byTarget.keySet());
    }
}

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

    /** Begins one, and ends another of the same file. */
    void begin(Upload upload) {
        replaceAt(upload.file().partial());
        byTarget.put(upload.file().partial(), upload);
    }

    /** What is written there no longer counts: most likely its client has lost its link, and comes again. */
    Optional<Upload> replaceAt(Path target) {
        Optional<Upload> upload = Optional.ofNullable(byTarget.remove(target));
        upload.ifPresent(Upload::replace);
        return upload;
    }

    /** What would have replaced it could not begin: it goes on. */
    void restore(Upload upload) {
        upload.goOn();
        byTarget.put(upload.file().partial(), upload);
    }

    Optional<Upload> at(Path target) {
        return Optional.ofNullable(byTarget.get(target));
    }

    void end(Upload upload) {
        byTarget.remove(upload.file().partial(), upload);
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

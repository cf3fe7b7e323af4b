package depot.discovery.sessions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a rover's recordings are: {@code <rover>/sessions/<session>/}, or {@code <rover>/<session>/} where the rover has
 * no folder called {@code sessions}. Immutable; any thread.
 */
record SessionLayout(RealTree tree) {
    static final String METADATA = "metadata.json";
    static final String RECORDING = "session.rrd";
    private static final String SESSIONS = "sessions";

    /** The folder that holds a rover's sessions. @param rover the rover's own folder, a real path */
    Path sessionsOf(Path rover) throws IOException {
        return tree.entry(rover.resolve(SESSIONS)).filter(entry -> entry.attributes().isDirectory())
                .map(RealTree.Entry::path)
                .orElse(rover);
    }

    /** The real path of a session's folder, if it is there; both names may come from anywhere. */
    Optional<Path> session(String rover, String session) throws IOException {
        Optional<Path> roverFolder = folder(tree.root(), rover);
        return roverFolder.isEmpty() ? Optional.empty() : folder(sessionsOf(roverFolder.get()), session);
    }

    private Optional<Path> folder(Path parent, String name) throws IOException {
        return tree.entry(parent, name).filter(entry -> entry.attributes().isDirectory()).map(RealTree.Entry::path);
    }
}

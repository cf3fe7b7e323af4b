package depot.discovery.sessions;

import depot.common.http.Stamp;
import depot.recordings.KeptNames;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A session's recording on the disk, as it came or kept small. Immutable; the state at the moment of the search.
 *
 * @param entry the file
 * @param small whether it is kept small
 */
record KeptRecording(RealTree.Entry entry, boolean small) {
    private static final int ATTEMPTS = 3;

    /** How large it is. @param stored bytes on the disk */
    record Sizes(long bytes, long stored) {}

    /**
     * Looks for it.
     *
     * @param session the real path of the session's folder
     * @param name what its metadata calls it; may be anything, and where no such file is there, it is under the usual name
     */
    static Optional<KeptRecording> find(RealTree tree, Path session, String name) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        names.add(name);
        names.add(SessionLayout.RECORDING);
        for (String candidate : names) {
            if (KeptNames.isOwn(candidate) || candidate.equals(SessionLayout.METADATA)) {
                continue;
            }
            Optional<KeptRecording> found = entry(tree, session, candidate).map(entry -> new KeptRecording(entry, false));
            if (found.isEmpty() && KeptNames.isRecording(candidate)) {
                found = entry(tree, session, KeptNames.small(candidate)).map(entry -> new KeptRecording(entry, true));
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<RealTree.Entry> entry(RealTree tree, Path session, String name) throws IOException {
        return tree.entry(session, name).filter(entry -> entry.attributes().isRegularFile());
    }

    /** The stamp by which a change is noticed. */
    Stamp stamp() {
        return Stamp.of(entry.attributes());
    }

    /** @throws NoSuchFileException when it was made small, or went, this moment */
    Sizes sizes(RealTree tree) throws IOException {
        long stored = entry.attributes().size();
        if (!small) {
            return new Sizes(stored, stored);
        }
        try (OpenedFile file = open(tree)) {
            return new Sizes(file.length(), stored);
        }
    }

    private OpenedFile open(RealTree tree) throws IOException {
        OpenedFile file = tree.open(entry.path());
        if (!small) {
            return file;
        }
        try {
            return file.unpacking();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Looks for it and opens it; the caller closes it. What is made small in between is looked for again. */
    static Optional<OpenedFile> open(RealTree tree, Path session, String name) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<KeptRecording> found = find(tree, session, name);
            try {
                return found.isEmpty() ? Optional.empty() : Optional.of(found.get().open(tree));
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    return Optional.empty();
                }
            }
        }
    }
}

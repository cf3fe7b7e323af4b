package depot.archive.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;

/**
 * Where something is below the folder of sessions, as a client names it: {@code frog-0/sessions/2026-11-29T00-41-56/session.rrd}.
 * Immutable.
 *
 * @param names none for the folder of sessions itself; none of them is empty, {@code .} or {@code ..}
 */
public record Place(List<String> names) {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NAME_BYTES = 255;
    /** Bound for the whole path. A rover's folder is at the depth of four. */
    private static final int MAX_BYTES = 2_000;

    public Place {
        names = List.copyOf(names);
    }

    /** Whether it is the folder of sessions itself. */
    public boolean isTop() {
        return names.isEmpty();
    }

    /** The last name. @throws IllegalStateException for {@link #isTop} */
    public String name() {
        if (isTop()) {
            throw new IllegalStateException("the folder of sessions has no name here");
        }
        return names.getLast();
    }

    /** The folder that it is in. */
    public Place parent() {
        return new Place(names.subList(0, names.size() - 1));
    }

    public Place child(String name) {
        return new Place(java.util.stream.Stream.concat(names.stream(), java.util.stream.Stream.of(name)).toList());
    }

    /**
     * Whether something may be made here.
     *
     * @throws FileSystemException saying why not
     */
    void checkNew() throws FileSystemException {
        if (isTop()) {
            throw new AccessDeniedException("/sessions", null, "it is there, and stays");
        }
        int bytes = 0;
        for (String name : names) {
            int length = name.getBytes(StandardCharsets.UTF_8).length;
            if (length > MAX_NAME_BYTES) {
                throw new FileSystemException(toString(), null, "a name may have " + MAX_NAME_BYTES + " bytes, and this one has " + length);
            }
            bytes += length + 1;
        }
        if (names.size() > MAX_DEPTH || bytes > MAX_BYTES) {
            throw new FileSystemException(toString(), null, "folders may be " + MAX_DEPTH + " deep, and paths have " + MAX_BYTES
                    + " bytes");
        }
        if (name().indexOf('\0') >= 0) {
            throw new FileSystemException(toString(), null, "a name cannot have a zero byte");
        }
        if (depot.recordings.KeptNames.isOwn(name()) || depot.recordings.KeptNames.isSmall(name())) {
            throw new AccessDeniedException(toString(), null, "names of that kind are the depot's own");
        }
    }

    /** As clients name it. */
    @Override
    public String toString() {
        return "/sessions" + (isTop() ? "" : "/" + String.join("/", names));
    }
}

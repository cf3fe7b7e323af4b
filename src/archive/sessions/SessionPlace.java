package depot.archive.sessions;

import java.nio.file.Path;

/** Where a session is. Immutable. @param rover the name of its rover's folder @param dir the name of its own @param folder a real path */
public record SessionPlace(String rover, String dir, Path folder) {}

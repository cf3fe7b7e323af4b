package depot.gps.caster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The users with passwords of their own, a line each; a line that begins with {@code #} is a remark.
 *
 * <pre>
 *   # user   hash                                   mountpoints, or * for all
 *   mower-3  pbkdf2-sha256$100000$c2FsdA...$q83v... RTCM3,ROVER
 * </pre>
 */
final class UsersFile {
    private static final int MOST_BYTES = 4 << 20;

    /** @param mountpoints empty for all */
    record User(String name, PasswordHash hash, List<String> mountpoints) {
        boolean may(String mountpoint) {
            return mountpoints.isEmpty() || mountpoints.contains(mountpoint);
        }
    }

    /** What is wrong with it, for a person; never a hash. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    private UsersFile() {}

    /** @return by name */
    static Map<String, User> read(Path file, List<String> mountpoints) throws Unusable {
        Map<String, User> users = new HashMap<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                User user = user(text, mountpoints, file + ", line " + number);
                if (users.put(user.name, user) != null) {
                    throw new Unusable(file + ", line " + number + ": the user " + user.name + " for the second time");
                }
            }
        }
        return users;
    }

    private static List<String> lines(Path file) throws Unusable {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new Unusable("names a file of more than " + MOST_BYTES + " bytes: " + file);
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new Unusable("names a file that cannot be read: " + file);
        }
    }

    private static User user(String line, List<String> mountpoints, String where) throws Unusable {
        String[] words = line.split("\\s+");
        Optional<PasswordHash> hash = words.length == 3 ? PasswordHash.parse(words[1]) : Optional.empty();
        if (hash.isEmpty() || words[0].contains(":")) {
            throw new Unusable(where + ": expected a user, pbkdf2-sha256$iterations$salt$hash, and mountpoints or *");
        }
        List<String> may = words[2].equals("*") ? List.of() : Arrays.asList(words[2].split(","));
        for (String name : may) {
            if (!mountpoints.contains(name)) {
                throw new Unusable(where + ": there is no mountpoint " + name);
            }
        }
        return new User(words[0], hash.get(), List.copyOf(may));
    }
}

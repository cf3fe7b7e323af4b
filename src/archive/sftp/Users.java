package depot.archive.sftp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one user of the server: by password, or by a key. Keys are read at each attempt, so that one that is added or taken
 * away counts at once. Any thread.
 *
 * @param password empty when no login by password is possible
 * @param keys a file as OpenSSH's {@code authorized_keys}, or a folder of such files; empty for none
 */
public record Users(String name, Optional<String> password, Optional<Path> keys) {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.sftp");
    private static final int MAX_FILES = 1_000;
    private static final long MAX_FILE_BYTES = 1024 * 1024;
    private static final int MAX_LOGGED = 100;
    private static final Set<String> logged = ConcurrentHashMap.newKeySet(); // lines and files that the log has named

    /** Whether any login is possible. */
    public boolean any() {
        return password.isPresent() || keys.isPresent();
    }

    /** Takes the same time whatever is wrong. */
    boolean knows(String user, String offered) {
        byte[] right = password.orElse("").getBytes(StandardCharsets.UTF_8);
        boolean same = MessageDigest.isEqual(offered.getBytes(StandardCharsets.UTF_8), right);
        return same & password.isPresent() & user.equals(name);
    }

    boolean knows(String user, PublicKey offered) {
        return user.equals(name) && keys.isPresent() && files(keys.get()).stream().anyMatch(file -> holds(file, offered));
    }

    private static List<Path> files(Path keys) {
        if (!Files.isDirectory(keys)) {
            return List.of(keys);
        }
        Set<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(keys)) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry) && files.size() < MAX_FILES) {
                    files.add(entry);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            complain(keys + " cannot be read: " + e);
        }
        return new ArrayList<>(files);
    }

    private static boolean holds(Path file, PublicKey offered) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                complain(file + " is passed over: it has more than " + MAX_FILE_BYTES + " bytes");
                return false;
            }
            for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                if (isKey(line.strip(), offered, file)) {
                    return true;
                }
            }
        } catch (IOException e) {
            complain(file + " cannot be read: " + e);
        }
        return false;
    }

    private static boolean isKey(String line, PublicKey offered, Path file) {
        if (line.isEmpty() || line.startsWith("#")) {
            return false;
        }
        try {
            AuthorizedKeyEntry entry = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line);
            return entry != null && KeyUtils.compareKeys(entry.resolvePublicKey(null, null), offered);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            complain(file + " has a line that is no key: " + e.getMessage());
            return false;
        }
    }

    private static void complain(String what) {
        if (logged.size() < MAX_LOGGED && logged.add(what)) {
            log.warn("{}", what.replaceAll("\\p{Cntrl}", "?"));
        }
    }
}

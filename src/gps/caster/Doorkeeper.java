package depot.gps.caster;

import depot.common.lifecycle.Time;
import depot.gnss.ntrip.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who may have which stream. A user of the file needs the password of the file; any other name goes with the one
 * password, where that is set.
 *
 * <p>To check a hash takes tens of milliseconds of a processor: so many at a time as half of the processors, and what
 * came out is remembered, right or wrong, under a keyed digest of name and password, as rovers come back again and again. The
 * file is read anew when it changed; one that cannot be used leaves the users as they were. Any thread; {@link #check} may
 * block for {@link #PATIENCE}.
 */
final class Doorkeeper {
    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int REMEMBERED = 20_000;
    private static final Logger log = LoggerFactory.getLogger("depot.gps");

    /** What came of it. */
    enum Verdict {
        WELCOME, WRONG, BUSY
    }

    /** The file's content and which state of it that is. */
    private record Users(Map<String, UsersFile.User> byName, FileTime changed, long size) {}

    private final CasterConfig config;
    private final Time time;
    private final Semaphore checks = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private final byte[] key = new byte[32];
    /** For a name that nobody has: that there is no such user must not show in the time it takes. */
    private final Optional<PasswordHash> nobody;
    private final ReentrantLock lock = new ReentrantLock();
    private Users users = new Users(Map.of(), null, -1); // guarded by lock, as are the next
    private long lookedNanos;
    private boolean told;
    private final Map<String, Boolean> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Doorkeeper(CasterConfig config, Time time) {
        this.config = config;
        this.time = time;
        lookedNanos = time.nanos() - LOOK_AGAIN.toNanos();
        new SecureRandom().nextBytes(key);
        nobody = config.usersFile().map(file -> PasswordHash.make("", PasswordHash.ITERATIONS));
    }

    Verdict check(Optional<Credentials> presented, String mountpoint) throws InterruptedException {
        if (!config.guarded()) {
            return Verdict.WELCOME;
        }
        if (presented.isEmpty()) {
            return Verdict.WRONG;
        }
        Credentials credentials = presented.get();
        UsersFile.User user = users().get(credentials.user());
        if (user == null && config.password().isPresent()) {
            return verdict(MessageDigest.isEqual(digest(config.password().get()), digest(credentials.password())));
        }
        Verdict verdict = user == null ? checkHash(nobody.orElseThrow(), credentials, false) : checkHash(user.hash(), credentials, true);
        return verdict == Verdict.WELCOME && !user.may(mountpoint) ? Verdict.WRONG : verdict;
    }

    private Verdict checkHash(PasswordHash hash, Credentials credentials, boolean known) throws InterruptedException {
        String who = HexFormat.of().formatHex(digest(hash.encode() + "\n" + credentials.user() + "\n" + credentials.password()));
        Boolean before = recall(who);
        if (before != null) {
            return verdict(before);
        }
        if (!checks.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            return Verdict.BUSY;
        }
        try {
            before = recall(who); // the same rover may have come several times meanwhile
            boolean right = before != null ? before : hash.matches(credentials.password()) && known;
            remember(who, right);
            return verdict(right);
        } finally {
            checks.release();
        }
    }

    private static Verdict verdict(boolean right) {
        return right ? Verdict.WELCOME : Verdict.WRONG;
    }

    private Boolean recall(String who) {
        lock.lock();
        try {
            return remembered.get(who);
        } finally {
            lock.unlock();
        }
    }

    private void remember(String who, boolean right) {
        lock.lock();
        try {
            remembered.put(who, right);
        } finally {
            lock.unlock();
        }
    }

    private byte[] digest(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private Map<String, UsersFile.User> users() {
        if (config.usersFile().isEmpty()) {
            return Map.of();
        }
        lock.lock();
        try {
            if (time.nanos() - lookedNanos >= LOOK_AGAIN.toNanos()) {
                lookedNanos = time.nanos();
                look(config.usersFile().get());
            }
            return users.byName;
        } finally {
            lock.unlock();
        }
    }

    private void look(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (now.lastModifiedTime().equals(users.changed) && now.size() == users.size) {
                return;
            }
            Map<String, UsersFile.User> read = UsersFile.read(file, config.mountpoints());
            if (users.changed != null) {
                log.info("NTRIP users read anew: {}", read.size());
            }
            users = new Users(read, now.lastModifiedTime(), now.size());
            told = false;
        } catch (IOException | UsersFile.Unusable e) {
            if (!told) {
                told = true;
                log.warn("NTRIP users stay as they were: {}", e instanceof IOException ? file + " cannot be read" : e.getMessage());
            }
        }
    }
}

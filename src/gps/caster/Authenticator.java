package depot.gps.caster;

import depot.common.GuardedBy;
import depot.common.time.Time;
import depot.gnss.ntrip.Credentials;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decides which client may have which stream. A user of the users file needs the password given there; any other name needs
 * {@code NTRIP_PASSWORD}, where that is set.
 *
 * <p>Checking a hash takes tens of milliseconds of a processor, so at most half of the processors check at a time, in the order of
 * {@link CheckQueue}, and each result, right or wrong, is remembered under a keyed digest of name and password, as rovers come back again
 * and again. Any thread; {@link #check} may block for {@link #PATIENCE}.
 */
final class Authenticator {
    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int REMEMBERED = 20_000;

    /** The result of a check; {@code BUSY} when it did not have its turn within {@link #PATIENCE}. */
    enum Verdict {
        WELCOME, WRONG, BUSY
    }

    private final CasterConfig config;
    private final Optional<KnownUsers> users;
    private final CheckQueue checks;
    private final byte[] key = new byte[32];
    /** Checked for names of no user, so that the time of a check does not show that there is no such user. */
    private final Optional<PasswordHash> nobody;
    private final ReentrantLock lock = new ReentrantLock();
    /** Apart, or a stranger's many guesses would push out the rovers. */
    @GuardedBy("lock") private final Map<String, Boolean> right = newestUsed();
    @GuardedBy("lock") private final Map<String, Boolean> wrong = newestUsed();

    Authenticator(CasterConfig config, Time time) {
        this.config = config;
        users = config.usersFile().map(file -> new KnownUsers(file, config.mountpoints(), time));
        checks = new CheckQueue(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), time);
        new SecureRandom().nextBytes(key);
        nobody = config.usersFile().map(file -> PasswordHash.make("", PasswordHash.ITERATIONS));
    }

    /** Least recently used first, which is the first to be dropped. */
    private static Map<String, Boolean> newestUsed() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /** @param from where the client comes from */
    Verdict check(InetAddress from, Optional<Credentials> presented, String mountpoint) throws InterruptedException {
        if (!config.guarded()) {
            return Verdict.WELCOME;
        }
        if (presented.isEmpty()) {
            return Verdict.WRONG;
        }
        Credentials credentials = presented.get();
        UsersFile.User user = users.flatMap(known -> known.find(credentials.user())).orElse(null);
        if (user == null && config.password().isPresent()) {
            return verdict(MessageDigest.isEqual(digest(config.password().get()), digest(credentials.password())));
        }
        Verdict verdict = checkHash(from, Optional.ofNullable(user), credentials);
        return verdict == Verdict.WELCOME && !user.may(mountpoint) ? Verdict.WRONG : verdict;
    }

    private Verdict checkHash(InetAddress from, Optional<UsersFile.User> user, Credentials credentials) throws InterruptedException {
        PasswordHash hash = user.map(UsersFile.User::hash).orElseGet(nobody::orElseThrow);
        String who = HexFormat.of().formatHex(digest(hash.encode() + "\n" + credentials.user() + "\n" + credentials.password()));
        Boolean before = recall(who);
        if (before != null) {
            return verdict(before);
        }
        Optional<CheckQueue.Turn> turn = checks.await(from, user.map(UsersFile.User::name), PATIENCE);
        if (turn.isEmpty()) {
            return Verdict.BUSY;
        }
        boolean matches = false;
        try {
            before = recall(who); // the same rover may have come several times meanwhile
            matches = before != null ? before : hash.matches(credentials.password()) && user.isPresent();
            remember(who, matches);
        } finally {
            turn.get().end(matches);
        }
        return verdict(matches);
    }

    private static Verdict verdict(boolean right) {
        return right ? Verdict.WELCOME : Verdict.WRONG;
    }

    private Boolean recall(String who) {
        lock.lock();
        try {
            Boolean isRight = right.get(who); // to get it is to use it
            return isRight != null ? isRight : wrong.get(who);
        } finally {
            lock.unlock();
        }
    }

    private void remember(String who, boolean isRight) {
        lock.lock();
        try {
            (isRight ? right : wrong).put(who, isRight);
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
}

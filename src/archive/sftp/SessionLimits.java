package depot.archive.sftp;

import depot.common.GuardedBy;
import depot.common.time.Time;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * How many connections there may be: in all, and of those that have not logged in, from one address. More are closed at once; when there
 * are as many as allowed, the one that has been longest without logging in is closed.
 *
 * <p>Where all have logged in, an eighth of them is an address's share: whoever logs in then takes the place of the connection that was
 * idle for longest of those addresses that have more than that. An upload under way goes only where no other connection can, and only
 * for an address that has no more than its share. A few may be there beyond the limit while they log in.
 *
 * <p>Any thread.
 */
final class SessionLimits implements SessionListener {
    /** A login takes a second or two. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int MAX_STRANGERS_OF_AN_ADDRESS = 64; // a fleet may come through one address, ten connections a rover
    private static final int SHARES = 8;

    private final int max;
    private final int share;
    private final Consumer<String> refused;
    private final Time time;
    @GuardedBy("this") private final Map<Session, Stranger> strangers = new LinkedHashMap<>(); // the oldest first
    @GuardedBy("this") private final Map<Session, Member> members = new HashMap<>(); // those that have logged in

    private record Stranger(String address, long since) {}

    private record Member(String address, ConnectionUse use) {}

    /** A connection that may go. @param likewise connections of its address, of which there are too many */
    private record Candidate(Session session, boolean uploading, long likewise, long idleNanos) {
        static final Comparator<Candidate> FIRST_TO_GO = Comparator.comparing(Candidate::uploading)
                .thenComparing(Candidate::likewise, Comparator.reverseOrder())
                .thenComparing(Candidate::idleNanos, Comparator.reverseOrder());
    }

    /** @param refused gets the name of the limit */
    SessionLimits(int max, Consumer<String> refused, Time time) {
        this.max = max;
        share = shareOf(max);
        this.refused = refused;
        this.time = time;
    }

    private static int shareOf(int max) {
        return Math.max(1, max / SHARES);
    }

    /** Connections that may be open, those that log in included, where so many may be logged in. */
    static int openAtMost(int max) {
        return max + shareOf(max);
    }

    static String address(Session session) {
        return session.getRemoteAddress() instanceof InetSocketAddress at && at.getAddress() != null ? at.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public void sessionCreated(Session session) {
        String address = address(session);
        String limit;
        Session leaving = session;
        synchronized (this) {
            long likewise = strangers.values().stream().filter(stranger -> stranger.address.equals(address)).count();
            boolean full = count() >= max && !mayWait();
            limit = full ? "sftp-sessions" : likewise >= MAX_STRANGERS_OF_AN_ADDRESS ? "sftp-logins" : null;
            if (full && oldestStranger() instanceof Session oldest) {
                leaving = oldest;
                sessionClosed(oldest);
            }
            if (limit == null || leaving != session) {
                strangers.put(session, new Stranger(address, time.nanos()));
            }
        }
        if (limit != null) {
            refused.accept(limit);
            leaving.close(true);
        }
    }

    /** Whether one more may log in though there is no room, as others can make some. */
    @GuardedBy("this")
    private boolean mayWait() {
        return count() < openAtMost(max) && strangers.size() < share && connections().values().stream().anyMatch(count -> count > share);
    }

    /** The connection that had time to log in and did not; null when there is none. */
    @GuardedBy("this")
    private Session oldestStranger() {
        for (Map.Entry<Session, Stranger> oldest : strangers.entrySet()) {
            return time.nanos() - oldest.getValue().since > GRACE.toNanos() ? oldest.getKey() : null;
        }
        return null;
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event != Event.Authenticated) {
            return;
        }
        Optional<Session> leaving = Optional.empty();
        String limit = "sftp-share";
        synchronized (this) {
            Stranger stranger = strangers.remove(session);
            if (stranger == null) {
                return;
            }
            members.put(session, new Member(stranger.address, new ConnectionUse(time)));
            if (members.size() > max) {
                leaving = firstToGo(session);
                limit = leaving.isPresent() ? limit : "sftp-sessions";
                leaving = leaving.or(() -> Optional.of(session));
                sessionClosed(leaving.get());
            }
        }
        if (leaving.isPresent()) {
            refused.accept(limit);
            leaving.get().close(true);
        }
    }

    @GuardedBy("this")
    private Map<String, Integer> connections() {
        Map<String, Integer> counts = new HashMap<>();
        members.values().forEach(member -> counts.merge(member.address, 1, Integer::sum));
        return counts;
    }

    @GuardedBy("this")
    private Optional<Session> firstToGo(Session newest) {
        Map<String, Integer> counts = connections();
        boolean isBeyond = counts.get(members.get(newest).address) > share;
        return members.entrySet().stream().filter(each -> each.getKey() != newest && counts.get(each.getValue().address) > share)
                .map(each -> new Candidate(each.getKey(), each.getValue().use.isUploading(), counts.get(each.getValue().address),
                        each.getValue().use.idleNanos()))
                .filter(each -> !each.uploading || !isBeyond).min(Candidate.FIRST_TO_GO).map(Candidate::session);
    }

    /** Where a connection that has logged in says that it is used. */
    synchronized ConnectionUse use(Session session) {
        Member member = members.get(session);
        return member == null ? new ConnectionUse(time) : member.use; // it is being closed
    }

    @Override
    public synchronized void sessionClosed(Session session) {
        members.remove(session);
        strangers.remove(session);
    }

    /** Connections that there are. */
    synchronized int count() {
        return members.size() + strangers.size();
    }
}

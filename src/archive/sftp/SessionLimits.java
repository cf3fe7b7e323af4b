package depot.archive.sftp;

import depot.common.GuardedBy;
import depot.common.http.PeerNetwork;
import depot.common.time.Time;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * How many connections there may be: in all, and of those that have not logged in, from one address. More are closed at once; when there
 * are as many as allowed, the one that has been longest without logging in is closed, or, where none had time for that, the newest of
 * the address that has most such.
 *
 * <p>Where all have logged in, an eighth of them is an address's share: whoever logs in then takes the place of the connection that was
 * idle for longest of the address that has most, where that is more than its share. An upload under way goes only where no other connection
 * can, and only for an address that has no more than its share. A few may be there beyond the limit while they log in.
 *
 * <p>Any thread.
 */
final class SessionLimits implements SessionListener {
    /** A login takes a second or two. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int MAX_STRANGERS_OF_AN_ADDRESS = 64; // a fleet may come through one address, ten connections a rover
    private static final int SHARES = 8;
    private static final PeerNetwork NOT_KNOWN = PeerNetwork.of(InetAddress.getLoopbackAddress()); // its connection is reset

    private final int max;
    private final int share;
    private final Consumer<String> refused;
    private final Time time;
    @GuardedBy("this") private final Map<Session, Stranger> strangers = new LinkedHashMap<>(); // the oldest first
    @GuardedBy("this") private final Map<Session, Member> members = new HashMap<>(); // those that have logged in

    private record Stranger(PeerNetwork address, long since) {}

    private record Member(PeerNetwork address, ConnectionUse use) {}

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

    static PeerNetwork network(Session session) {
        return session.getRemoteAddress() instanceof InetSocketAddress at && at.getAddress() != null ? PeerNetwork.of(at.getAddress())
                : NOT_KNOWN;
    }

    @Override
    public void sessionCreated(Session session) {
        PeerNetwork address = network(session);
        String limit;
        Session leaving = session;
        synchronized (this) {
            long likewise = strangers.values().stream().filter(stranger -> stranger.address.equals(address)).count();
            boolean full = count() >= max && !mayWait();
            limit = full ? "sftp-sessions" : likewise >= MAX_STRANGERS_OF_AN_ADDRESS ? "sftp-logins" : null;
            if (full) {
                leaving = oldestStranger().or(() -> crowding(likewise)).orElse(session);
                sessionClosed(leaving);
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

    /** The connection that had time to log in and did not. */
    @GuardedBy("this")
    private Optional<Session> oldestStranger() {
        return strangers.entrySet().stream().findFirst().filter(oldest -> time.nanos() - oldest.getValue().since > GRACE.toNanos())
                .map(Map.Entry::getKey);
    }

    /**
     * The newest of the address that has most of those that have not logged in. None where the newcomer's would then have more than that
     * one: two addresses would take the place from each other in turn.
     *
     * @param likewise how many the newcomer's address has
     */
    @GuardedBy("this")
    private Optional<Session> crowding(long likewise) {
        Map<PeerNetwork, List<Session>> byAddress = strangers.entrySet().stream().collect(Collectors.groupingBy(each ->
                each.getValue().address, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        return byAddress.values().stream().max(Comparator.comparingInt(List::size)).filter(most -> likewise + 1 < most.size())
                .map(List::getLast);
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
    private Map<PeerNetwork, Integer> connections() {
        Map<PeerNetwork, Integer> counts = new HashMap<>();
        members.values().forEach(member -> counts.merge(member.address, 1, Integer::sum));
        return counts;
    }

    @GuardedBy("this")
    private Optional<Session> firstToGo(Session newest) {
        Map<PeerNetwork, Integer> counts = connections();
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

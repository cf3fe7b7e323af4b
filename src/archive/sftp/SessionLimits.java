package depot.archive.sftp;

import depot.common.GuardedBy;
import depot.common.time.Time;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * How many connections there may be: in all, and of those that have not logged in, from one address. More are closed
 * at once; when there are as many as allowed, the one that has been longest without logging in is closed. Any thread.
 */
final class SessionLimits implements SessionListener {
    /** A login takes a second or two. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int MAX_STRANGERS_OF_AN_ADDRESS = 64; // a fleet may come through one address, ten connections a rover

    private final int max;
    private final Consumer<String> refused;
    private final Time time;
    @GuardedBy("this") private final Set<Session> all = new HashSet<>();
    @GuardedBy("this") private final Map<Session, Stranger> strangers = new LinkedHashMap<>(); // the oldest first

    private record Stranger(String address, long since) {}

    /** @param refused gets the name of the limit */
    SessionLimits(int max, Consumer<String> refused, Time time) {
        this.max = max;
        this.refused = refused;
        this.time = time;
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
            limit = all.size() >= max ? "sftp-sessions" : likewise >= MAX_STRANGERS_OF_AN_ADDRESS ? "sftp-logins" : null;
            if (all.size() >= max && oldestStranger() instanceof Session oldest) {
                leaving = oldest;
                sessionClosed(oldest);
            }
            if (limit == null || leaving != session) {
                all.add(session);
                strangers.put(session, new Stranger(address, time.nanos()));
            }
        }
        if (limit != null) {
            refused.accept(limit);
            leaving.close(true);
        }
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
        if (event == Event.Authenticated) {
            synchronized (this) {
                strangers.remove(session);
            }
        }
    }

    @Override
    public synchronized void sessionClosed(Session session) {
        all.remove(session);
        strangers.remove(session);
    }

    /** Connections that there are. */
    synchronized int count() {
        return all.size();
    }
}

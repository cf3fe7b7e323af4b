package depot.archive.sftp;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * How many connections there may be: in all, and of those that have not logged in, from one address. What is beyond is
 * closed at once. Any thread.
 */
final class SessionLimits implements SessionListener {
    private static final int MAX_STRANGERS_OF_AN_ADDRESS = 64; // a fleet may come through one address, ten connections a rover

    private final int max;
    private final Consumer<String> refused;
    // both guarded by this
    private final Set<Session> all = new HashSet<>();
    private final Map<Session, String> strangers = new HashMap<>();

    /** @param refused is told which limit it was */
    SessionLimits(int max, Consumer<String> refused) {
        this.max = max;
        this.refused = refused;
    }

    static String address(Session session) {
        return session.getRemoteAddress() instanceof InetSocketAddress at && at.getAddress() != null ? at.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public void sessionCreated(Session session) {
        String address = address(session);
        String limit;
        synchronized (this) {
            long likewise = strangers.values().stream().filter(address::equals).count();
            limit = all.size() >= max ? "sftp-sessions" : likewise >= MAX_STRANGERS_OF_AN_ADDRESS ? "sftp-logins" : null;
            if (limit == null) {
                all.add(session);
                strangers.put(session, address);
            }
        }
        if (limit != null) {
            refused.accept(limit);
            session.close(true);
        }
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

package depot.archive.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.ManualTime;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.junit.jupiter.api.Test;

class SessionLimitsTest {
    private final ManualTime time = new ManualTime();
    private final List<String> refused = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final SessionLimits limits = new SessionLimits(3, refused::add, time);

    /** A connection that says where it comes from, and notes that it was closed. */
    private Session session(String name) {
        return (Session) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Session.class}, (self, method, arguments) ->
                switch (method.getName()) {
                    case "getRemoteAddress" -> new InetSocketAddress("127.0.0.1", 1);
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> name.hashCode();
                    case "close" -> {
                        closed.add(name);
                        yield null;
                    }
                    default -> throw new IllegalStateException(method.getName());
                });
    }

    @Test
    void whereThereIsNoRoomWhoHasNotLoggedInForLongestMakesSome() {
        Session rover = session("rover");
        limits.sessionCreated(rover);
        limits.sessionEvent(rover, SessionListener.Event.Authenticated);
        limits.sessionCreated(session("first"));
        limits.sessionCreated(session("second"));
        limits.sessionCreated(session("too soon"));
        assertEquals(List.of("too soon"), closed, "nobody has had time to log in");
        time.advance(Duration.ofSeconds(6));
        limits.sessionCreated(session("late"));
        assertEquals(List.of("too soon", "first"), closed);
        assertEquals(3, limits.count());
        assertEquals(List.of("sftp-sessions", "sftp-sessions"), refused);
    }

    @Test
    void whoIsLoggedInStays() {
        for (String name : List.of("a", "b", "c")) {
            Session rover = session(name);
            limits.sessionCreated(rover);
            limits.sessionEvent(rover, SessionListener.Event.Authenticated);
        }
        time.advance(Duration.ofMinutes(1));
        limits.sessionCreated(session("late"));
        assertEquals(List.of("late"), closed);
    }
}

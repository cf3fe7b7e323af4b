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
        return session(name, "127.0.0.1");
    }

    private Session session(String name, String address) {
        return (Session) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Session.class}, (self, method, arguments) ->
                switch (method.getName()) {
                    case "getRemoteAddress" -> new InetSocketAddress(address, 1);
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

    private Session loggedIn(SessionLimits of, String name, String address) {
        Session session = session(name, address);
        of.sessionCreated(session);
        of.sessionEvent(session, SessionListener.Event.Authenticated);
        return session;
    }

    @Test
    void whoIsLoggedInStaysWhereNobodyHasMoreThanItsShare() {
        for (String name : List.of("a", "b", "c")) {
            loggedIn(limits, name, "10.0.0." + (int) name.charAt(0));
        }
        time.advance(Duration.ofMinutes(1));
        limits.sessionCreated(session("late", "10.0.0.1"));
        assertEquals(List.of("late"), closed);
        assertEquals(List.of("sftp-sessions"), refused);
    }

    /** Whoever has not logged in takes nobody's place, also where somebody has more than a share. */
    @Test
    void strangersMakeNoRoom() {
        for (String name : List.of("a", "b", "c")) {
            loggedIn(limits, name, "10.0.0.1");
        }
        limits.sessionCreated(session("knocks", "10.0.0.2"));
        assertEquals(List.of(), closed, "it may log in");
        limits.sessionCreated(session("knocks, too", "10.0.0.3"));
        assertEquals(List.of("knocks, too"), closed, "so may only few");
        time.advance(Duration.ofSeconds(6));
        limits.sessionCreated(session("comes later", "10.0.0.4"));
        assertEquals(List.of("knocks, too", "knocks"), closed);
        assertEquals(4, limits.count());
    }

    @Test
    void whoNeverLogsInKeepsNoOtherAddressOut() {
        SessionLimits many = new SessionLimits(16, refused::add, time);
        for (int i = 0; i < 16; i++) {
            loggedIn(many, "leaked " + i, "10.0.0.1");
            time.advance(Duration.ofMillis(1));
        }
        for (int i = 0; i < 4; i++) { // two may wait for a place
            many.sessionCreated(session("flood " + i, "2001:db8::" + i));
        }
        assertEquals(List.of("flood 2", "flood 3"), closed);
        loggedIn(many, "rover", "10.0.0.2");
        assertEquals(List.of("flood 2", "flood 3", "flood 1", "leaked 0"), closed);
        many.sessionCreated(session("a waiting one", "10.0.0.3"));
        many.sessionCreated(session("flood 4", "2001:db8::4"));
        assertEquals(List.of("flood 2", "flood 3", "flood 1", "leaked 0", "flood 4"), closed, "one each is fair");
    }

    /** A rover whose sync tool leaves its connections open, and uses each now and then. */
    @Test
    void whoHasMoreThanAShareMakesRoomByWhatWasIdleForLongest() {
        SessionLimits many = new SessionLimits(16, refused::add, time);
        loggedIn(many, "good idle", "10.0.0.2");
        List<Session> leaked = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            time.advance(Duration.ofSeconds(1));
            leaked.add(loggedIn(many, "leaked " + i, "10.0.0.1"));
        }
        many.use(leaked.get(0)).begins();
        many.use(leaked.get(0)).ends();
        many.use(leaked.get(1)).write(); // an upload
        assertEquals(List.of(), closed);
        loggedIn(many, "good", "10.0.0.3");
        assertEquals(List.of("leaked 2"), closed);
        loggedIn(many, "one more", "10.0.0.1");
        assertEquals(List.of("leaked 2", "leaked 3"), closed, "in place of its own");
        assertEquals(List.of("sftp-share", "sftp-share"), refused);
        assertEquals(16, many.count());
    }

    /** The whole of a file is to be on a slow disk: its client waits for that, and sends nothing. */
    @Test
    void aConnectionWhoseRequestIsInHandIsNotIdle() {
        SessionLimits many = new SessionLimits(16, refused::add, time);
        Session closes = loggedIn(many, "closes", "10.0.0.1");
        many.use(closes).write();
        many.use(closes).begins();
        time.advance(Duration.ofMinutes(3));
        for (int i = 0; i < 15; i++) {
            loggedIn(many, "other " + i, "10.0.0.1");
            time.advance(Duration.ofMillis(1));
        }
        loggedIn(many, "rover", "10.0.0.2");
        assertEquals(List.of("other 0"), closed);
        many.use(closes).ends();
        time.advance(Duration.ofMinutes(3));
        loggedIn(many, "another rover", "10.0.0.3");
        assertEquals(List.of("other 0", "other 1"), closed, "it was used later than that");
    }

    @Test
    void anUploadGoesOnlyForWhoHasNoMoreThanAShare() {
        SessionLimits many = new SessionLimits(16, refused::add, time);
        for (int i = 0; i < 16; i++) {
            many.use(loggedIn(many, "upload " + i, "10.0.0.1")).write();
            time.advance(Duration.ofMillis(1));
        }
        loggedIn(many, "its own", "10.0.0.1");
        assertEquals(List.of("its own"), closed);
        loggedIn(many, "another's", "10.0.0.2");
        assertEquals(List.of("its own", "upload 0"), closed);
        time.advance(Duration.ofMinutes(2));
        loggedIn(many, "its own again", "10.0.0.1");
        assertEquals(List.of("its own", "upload 0", "upload 1"), closed, "nothing came for two minutes");
        assertEquals(List.of("sftp-sessions", "sftp-share", "sftp-share"), refused);
    }
}

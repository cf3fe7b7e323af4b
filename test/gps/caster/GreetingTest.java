package depot.gps.caster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.ManualTime;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who makes room when all places are taken. */
class GreetingTest {
    private final ManualTime time = new ManualTime();
    private final List<String> closed = new ArrayList<>();
    private final Greeting<String> greeting = new Greeting<>(time, closed::add);

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void come(int count, String name, int address) {
        for (int i = 0; i < count; i++) {
            greeting.add(name + i, address(address));
        }
    }

    @Test
    void allThatAreOlderThanTheGraceGoAtOnce() {
        come(3, "old", 1);
        time.advance(Greeting.GRACE.plusNanos(1));
        come(3, "new", 1);
        assertTrue(greeting.makeRoom(address(1)));
        assertEquals(List.of("old0", "old1", "old2"), closed);
        assertFalse(greeting.makeRoom(address(1)), "the new ones have their grace");
        assertEquals(3, greeting.size());
    }

    @Test
    void anAddressKeepsAnEighthWhereAnotherWantsAPlace() {
        come(1, "rover", 1);
        come(15, "flood", 2);
        assertFalse(greeting.makeRoom(address(2)));
        assertTrue(greeting.makeRoom(address(3)));
        assertEquals(3, greeting.size());
        assertFalse(closed.contains("rover0"), "it has no more than its share");
        assertFalse(closed.contains("flood0"), "its oldest stay");
    }

    /** One machine may have as many addresses of IPv6 as it likes. */
    @Test
    void theAddressesBehind64BitsAreOne() {
        come(1, "rover", 1);
        for (int i = 0; i < 15; i++) {
            greeting.add("flood" + i, InetAddress.ofLiteral("2001:db8::" + i));
        }
        assertFalse(greeting.makeRoom(InetAddress.ofLiteral("2001:db8::ffff")));
        assertTrue(greeting.makeRoom(address(3)));
        assertEquals(3, greeting.size());
        assertFalse(closed.contains("rover0"));
    }

    @Test
    void whoHasHisAnswerMakesNoRoom() {
        come(2, "rover", 1);
        assertTrue(greeting.remove("rover0"));
        assertTrue(greeting.remove("rover1"));
        assertFalse(greeting.remove("rover1"));
        time.advance(Greeting.GRACE.plusNanos(1));
        assertFalse(greeting.makeRoom(address(2)));
    }
}

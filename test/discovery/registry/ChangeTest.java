package depot.discovery.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static final Registered ROVER = new Registered("r", "Rover", "ws://a", "ws://b", 7);
    private static final long SECOND = 1_000_000_000L;

    private final Change registered = Change.registered(ROVER, OptionalLong.of(5), 0);

    private static Change forgottenOver(Change before) {
        Change change = Change.forgotten("r");
        change.over = before;
        return change;
    }

    @Test
    void forgettingThatIsGivenUpLeavesTheRegistrationThatWaited() {
        Change first = forgottenOver(registered);
        assertSame(registered, first.registrationBefore());
        Change second = forgottenOver(first);
        assertSame(registered, second.registrationBefore());
        first.done = true;
        assertNull(second.registrationBefore(), "the rover was forgotten");
        registered.done = true;
        assertNull(forgottenOver(registered).registrationBefore(), "it is written");
        assertNull(forgottenOver(null).registrationBefore());
    }

    @Test
    void oneOfJustNowReplacesAnyRowAndOneThatWaitedTheRowOfBefore() {
        assertEquals(new RegistryTable.Wanted(ROVER, 1000, true, RegistryTable.ANY), registered.wanted(SECOND));
        assertEquals(new RegistryTable.Wanted(ROVER, 60_000, true, 5), registered.wanted(60 * SECOND));
        Change before = Change.registeredBefore(ROVER, OptionalLong.empty(), 0);
        assertEquals(new RegistryTable.Wanted(ROVER, 1000, false, RegistryTable.NONE), before.wanted(SECOND));
    }
}

package depot.dispatch.rules;

import static depot.dispatch.rules.NextSend.Step.NOTHING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.dispatch.model.StatedTask;
import depot.dispatch.model.TaskStatus;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row begins with what the database holds, goes on with what the rover said, and ends with the step. */
class NextSendTest {
    private static final UUID TASK = new UUID(0, 1);
    private static final long LINK = 7;

    @ParameterizedTest(name = "{0} resend {1} {2} heard {3}, states {4}, written {5} → {6}")
    @CsvSource({
        // never written: whatever the rover says, it cannot be on it
        "none,  false, sent,      true,  unsaid, true, SEND",
        "none,  false, sent,      false, idle,   true, SEND",
        // the operator wants it sent anew, wherever the rover is with it
        "older, true,  delivered, false, unsaid, true, SEND",
        "this,  true,  delivered, true,  on,     true, SEND",
        "older, true,  lost,      true,  unsaid, true, SEND",
        // on this very link its pong is on the way, or came
        "this,  false, sent,      true,  unsaid, true, NOTHING",
        "this,  false, delivered, true,  idle,   true, NOTHING",
        "this,  false, sent,      true,  unsaid, false,  SEND",
        // on an older link, and the rover says nothing: it may be on it
        "older, false, sent,      true,  unsaid, true, NOTHING",
        "older, false, delivered, true,  unsaid, true, NOTHING",
        "older, false, unknown,   true,  unsaid, true, NOTHING",
        "older, false, lost,      true,  unsaid, true, NOTHING",
        // it says that it is on it
        "older, false, sent,      false, on,     true, NOTE_DELIVERED",
        "older, false, unknown,   true,  on,     true, NOTE_DELIVERED",
        "older, false, lost,      true,  on,     true, NOTE_DELIVERED",
        "older, false, delivered, true,  on,     true, NOTHING",
        // it says that it is not on it: who held its older links may know that it is done
        "older, false, delivered, false, idle,   true, WAIT",
        "older, false, delivered, true,  idle,   true, SEND",
        "older, false, sent,      false, other,  true, WAIT",
        "older, false, unknown,   true,  other,  true, SEND",
        // nobody knows any more
        "older, false, lost,      true,  idle,   true, NOTHING",
        "older, false, lost,      true,  other,  true, NOTHING",
    })
    void sends(String sent, boolean resend, String delivery, boolean heard, String stated, boolean written, NextSend.Step expected) {
        Long sentLink = switch (sent) {
            case "none" -> null;
            case "this" -> Long.valueOf(LINK);
            default -> Long.valueOf(LINK - 2);
        };
        NextSend.OpenTask task = new NextSend.OpenTask(TASK, new UUID(0, 2), TaskStatus.ASSIGNED, sentLink, resend,
                delivery.equals("delivered"),
                delivery.equals("unknown") || delivery.equals("lost"), delivery.equals("lost"), 1);
        StatedTask says = switch (stated) {
            case "idle" -> new StatedTask.Idle();
            case "on" -> new StatedTask.On(TASK);
            case "other" -> new StatedTask.On(new UUID(0, 9));
            default -> new StatedTask.Unsaid();
        };
        assertEquals(expected, new NextSend(LINK, heard, List.of(), task).step(LINK, says, written));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void hasNothingToSendWithoutATask(boolean heard) {
        assertEquals(NOTHING, new NextSend(LINK, heard, List.of(), null).step(LINK, new StatedTask.Idle(), false));
    }
}

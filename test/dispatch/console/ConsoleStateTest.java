package depot.dispatch.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import depot.common.memory.OutputBudget;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConsoleStateTest {
    private static final UUID TASK = UUID.randomUUID();

    private final OutputBudget output = new OutputBudget(1_000_000);
    private final ConsoleState board = new ConsoleState(output, 1_000);
    private final ConsoleState.Start before = board.join(OptionalLong.empty());

    private static Task task(TaskStatus status, int version) {
        return new Task(TASK, UUID.randomUUID(), null, status, 0, 0, 0, null, Instant.EPOCH, null, null, null, null, null, null, version);
    }

    @Test
    void whatIsOlderThanWhatWasShownIsPassedOver() {
        board.task(task(TaskStatus.PENDING, 1));
        board.task(task(TaskStatus.CANCELLED, 2));
        board.task(task(TaskStatus.PENDING, 1));
        assertEquals(List.of(), board.openTasks());
    }

    /** Another process ended the task, and its notification comes before the thread here that made the task reports it. */
    @Test
    void aTaskThatWasDeletedBeforeItWasShownIsNotShownAtAll() {
        board.gone(TASK);
        board.task(task(TaskStatus.PENDING, 1));
        assertEquals(List.of(), board.openTasks());
        assertNull(before.news().poll(), "no console gets it");
        assertEquals(List.of(), board.join(OptionalLong.of(0)).frames(), "nor one that comes back");
    }

    @Test
    void whatIsShownIsNotGoneWithoutAWord() {
        board.task(task(TaskStatus.PENDING, 1));
        board.gone(TASK);
        assertEquals(1, board.openTasks().size());
        board.task(task(TaskStatus.CANCELLED, 2));
        assertEquals(1, board.join(OptionalLong.of(0)).frames().size());
    }

    @Test
    void whatIsKeptForConsolesThatComeBackIsBoundedByItsBytesAndCharged() {
        for (int i = 0; i < 100; i++) {
            board.plan(UUID.randomUUID(), json -> json.writeString("x".repeat(200)));
        }
        assertEquals(4 * 206, output.bytes(), "the newest of them");
        assertEquals(4 * 206, board.join(OptionalLong.of(0)).frames().getFirst().length());
        UUID same = UUID.randomUUID();
        board.plan(same, json -> json.writeString("x".repeat(200)));
        board.plan(same, json -> json.writeString(""));
        assertEquals(3 * 206 + 4, output.bytes());
    }

    @Test
    void consolesThatJoinAtOneStateShareIt() {
        board.task(task(TaskStatus.PENDING, 1));
        var first = board.join(OptionalLong.empty()).frames();
        assertSame(first.getFirst(), board.join(OptionalLong.empty()).frames().getFirst());
        board.task(task(TaskStatus.ASSIGNED, 2));
        assertNotSame(first.getFirst(), board.join(OptionalLong.empty()).frames().getFirst());
    }
}

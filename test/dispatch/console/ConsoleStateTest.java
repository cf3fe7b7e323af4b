package depot.dispatch.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import depot.common.broadcast.Wakeup;
import depot.common.memory.OutputBudget;
import depot.common.websocket.Frame;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConsoleStateTest {
    private static final UUID TASK = UUID.randomUUID();

    private final OutputBudget output = new OutputBudget(1_000_000);
    private final ConsoleState board = new ConsoleState(output, 1_000);
    private final ConsoleState.Start before = board.join();

    /** What a console is sent that has read up to there, in frames as they are. */
    private List<Frame> frames(OptionalLong readBefore) {
        ConsoleFeed feed = new ConsoleFeed(board, readBefore, position -> { });
        return Stream.generate(feed::next).takeWhile(Objects::nonNull).toList();
    }

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
        assertEquals(List.of(), frames(OptionalLong.of(0)), "nor one that comes back");
    }

    @Test
    void whatIsShownIsNotGoneWithoutAWord() {
        board.task(task(TaskStatus.PENDING, 1));
        board.gone(TASK);
        assertEquals(1, board.openTasks().size());
        board.task(task(TaskStatus.CANCELLED, 2));
        assertEquals(1, frames(OptionalLong.of(0)).size());
    }

    @Test
    void whatIsKeptForConsolesThatComeBackIsBoundedByItsBytesAndCharged() {
        for (int i = 0; i < 100; i++) {
            board.plan(UUID.randomUUID(), json -> json.writeString("x".repeat(200)));
        }
        assertEquals(4 * 206, output.bytes(), "the newest of them");
        assertEquals(4 * 206, frames(OptionalLong.of(0)).getFirst().length());
        UUID same = UUID.randomUUID();
        board.plan(same, json -> json.writeString("x".repeat(200)));
        board.plan(same, json -> json.writeString(""));
        assertEquals(3 * 206 + 4, output.bytes());
    }

    @Test
    void consolesThatJoinAtOneStateShareIt() {
        board.task(task(TaskStatus.PENDING, 1));
        var first = frames(OptionalLong.empty());
        assertSame(first.getFirst(), frames(OptionalLong.empty()).getFirst());
        board.task(task(TaskStatus.ASSIGNED, 2));
        assertNotSame(first.getFirst(), frames(OptionalLong.empty()).getFirst());
    }

    @Test
    void whatASlowConsoleMissedIsMadeWhenTheStateWasTaken() {
        UUID early = UUID.randomUUID();
        UUID late = UUID.randomUUID();
        board.task(task(TaskStatus.PENDING, 1));
        board.plan(early, json -> json.writeString("early"));
        board.plan(late, json -> json.writeString("late"));
        ConsoleFeed feed = new ConsoleFeed(board, OptionalLong.of(0), position -> { });
        assertSame(board.join().whole(), feed.next());
        board.plan(late, json -> json.writeString("later"));
        assertEquals("\"early\"", text(feed.next()), "the other has changed, and comes with the news");
        assertEquals("\"later\"", text(feed.next()));
        assertNull(feed.next());
    }

    @Test
    void oneThatLeavesBeforeItHasWhatItMissedHasNotReadIt() {
        List<Long> left = new ArrayList<>();
        board.task(task(TaskStatus.PENDING, 1));
        board.plan(UUID.randomUUID(), json -> json.writeString("x"));
        ConsoleFeed feed = new ConsoleFeed(board, OptionalLong.of(1), left::add);
        feed.next();
        feed.leave(new Wakeup());
        assertEquals(List.of(1L), left);
    }

    private static String text(Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }
}

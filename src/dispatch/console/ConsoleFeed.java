package depot.dispatch.console;

import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.broadcast.Wakeup;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** One console's view of the board: the state, then everything as it happens; after a lag the state again. */
final class ConsoleFeed implements FrameFeed {
    private final ConsoleState board;
    private final Deque<Frame> begin = new ArrayDeque<>();
    private final OptionalLong readBefore;
    private final LongConsumer onLeave;
    private Subscription<Frame> news;

    /**
     * @param readBefore up to where this console has read on an earlier connection
     * @param onLeave called when it leaves, with the position up to which it has read
     */
    ConsoleFeed(ConsoleState board, OptionalLong readBefore, LongConsumer onLeave) {
        this.board = board;
        this.readBefore = readBefore;
        this.onLeave = onLeave;
    }

    @Override
    public Frame next() {
        if (news == null) {
            start(board.join(readBefore));
        }
        Frame first = begin.poll();
        if (first != null) {
            return first;
        }
        long cursor = news.cursor();
        Received<Frame> received = news.poll();
        if (received instanceof Received.Lagged<Frame>) {
            start(board.join(OptionalLong.of(cursor)));
            return begin.poll();
        }
        return received instanceof Received.Message<Frame> message ? message.value() : null;
    }

    private void start(ConsoleState.Start start) {
        begin.clear();
        begin.addAll(start.frames());
        news = start.news();
    }

    @Override
    public void wake(Wakeup writer) {
        if (news != null) {
            news.wake(writer);
        }
    }

    @Override
    public void leave(Wakeup writer) {
        if (news != null) {
            news.leave(writer);
            onLeave.accept(news.cursor());
        }
    }
}

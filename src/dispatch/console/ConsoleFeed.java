package depot.dispatch.console;

import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.broadcast.Wakeup;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import java.util.ArrayDeque;
import java.util.Deque;

/** One console's view of the board: the state, then everything as it happens; after a lag the state again. */
final class ConsoleFeed implements FrameFeed {
    private final Board board;
    private final Deque<Frame> begin = new ArrayDeque<>();
    private Subscription<Frame> news;

    ConsoleFeed(Board board) {
        this.board = board;
    }

    @Override
    public Frame next() {
        if (news == null) {
            start(board.join());
        }
        Frame first = begin.poll();
        if (first != null) {
            return first;
        }
        long cursor = news.cursor();
        Received<Frame> received = news.poll();
        if (received instanceof Received.Lagged<Frame>) {
            start(board.rejoin(cursor));
            return begin.poll();
        }
        return received instanceof Received.Message<Frame> message ? message.value() : null;
    }

    private void start(Board.Start start) {
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
        }
    }
}

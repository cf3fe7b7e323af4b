package depot.dispatch.console;

import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.broadcast.Wakeup;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** One console's view of the board: the state, then everything as it happens; after a lag the state again. */
final class ConsoleFeed implements FrameFeed {
    private final ConsoleState board;
    private final LongConsumer onLeave;
    private OptionalLong missed; // from where on it is still to be sent what is no part of the state
    private long joined; // up to where that goes; then come the news
    private Subscription<Frame> news;

    /**
     * @param readBefore up to where this console has read on an earlier connection
     * @param onLeave called when it leaves, with the position up to which it has read
     */
    ConsoleFeed(ConsoleState board, OptionalLong readBefore, LongConsumer onLeave) {
        this.board = board;
        missed = readBefore;
        this.onLeave = onLeave;
    }

    @Override
    public Frame next() {
        if (news == null) {
            Frame whole = start();
            if (whole.length() > 0) {
                return whole;
            }
        }
        if (missed.isPresent()) { // made only now: many slow consoles would each keep one while the state is written
            Frame since = board.since(missed.getAsLong(), joined);
            missed = OptionalLong.empty();
            if (since.length() > 0) {
                return since;
            }
        }
        long cursor = news.cursor();
        Received<Frame> received = news.poll();
        if (received instanceof Received.Lagged<Frame>) {
            missed = OptionalLong.of(cursor);
            news = null;
            return next();
        }
        return received instanceof Received.Message<Frame> message ? message.value() : null;
    }

    private Frame start() {
        ConsoleState.Start start = board.join();
        news = start.news();
        joined = news.cursor();
        return start.whole();
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
            onLeave.accept(missed.orElse(news.cursor()));
        }
    }
}

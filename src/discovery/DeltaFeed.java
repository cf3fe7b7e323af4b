package depot.discovery;

import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.broadcast.Wakeup;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import java.util.function.Supplier;

/** A whole list, then deltas; after a lag a whole list again. A delta's number is its position in the ring plus one. */
final class DeltaFeed implements FrameFeed {
    /** What a console begins with, and the deltas that go on from there. */
    record Start(Frame whole, Subscription<Frame> deltas) {}

    private final Supplier<Start> join;
    private final Runnable onLeave;
    private Subscription<Frame> subscription; // null when a whole list is due

    DeltaFeed(Supplier<Start> join, Runnable onLeave) {
        this.join = join;
        this.onLeave = onLeave;
    }

    @Override
    public Frame next() {
        if (subscription != null) {
            Received<Frame> received = subscription.poll();
            if (received == null || received instanceof Received.Closed<Frame>) {
                return null;
            }
            if (received instanceof Received.Message<Frame> message) {
                return message.value();
            }
            // a lag: a state feed goes to the newest state, it does not make up for what was missed
        }
        Start start = join.get();
        subscription = start.deltas;
        return start.whole;
    }

    @Override
    public void wake(Wakeup writer) {
        if (subscription != null) {
            subscription.wake(writer);
        }
    }

    @Override
    public void leave(Wakeup writer) {
        if (subscription != null) {
            subscription.leave(writer);
        }
        onLeave.run();
    }
}

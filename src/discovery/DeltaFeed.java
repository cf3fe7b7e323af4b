package depot.discovery;

import depot.common.broadcast.Broadcaster;
import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.broadcast.Wakeup;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import java.util.function.LongFunction;

/** A whole list, then deltas; after a lag a whole list again. A delta's number is its position in the ring plus one. */
final class DeltaFeed implements FrameFeed {
    private final Broadcaster<Frame> deltas;
    private final LongFunction<Frame> snapshotAt;
    private final Runnable onLeave;
    private Subscription<Frame> subscription; // null when a whole list is due

    DeltaFeed(Broadcaster<Frame> deltas, LongFunction<Frame> snapshotAt, Runnable onLeave) {
        this.deltas = deltas;
        this.snapshotAt = snapshotAt;
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
        subscription = deltas.subscribe();
        return snapshotAt.apply(subscription.cursor());
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

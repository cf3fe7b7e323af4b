package depot.discovery;

import depot.common.broadcast.Latest;
import depot.common.broadcast.Wakeup;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;

/** The newest list, whenever the console is ready for one. */
final class ListFeed implements FrameFeed {
    private final Latest<Frame> lists;
    private final Runnable onLeave;
    private long seen = -1;

    ListFeed(Latest<Frame> lists, Runnable onLeave) {
        this.lists = lists;
        this.onLeave = onLeave;
    }

    @Override
    public Frame next() {
        Latest.Version<Frame> newest = lists.get();
        if (newest.number() == seen) {
            return null;
        }
        seen = newest.number();
        return newest.value();
    }

    @Override
    public void wake(Wakeup writer) {
        lists.wake(writer);
    }

    @Override
    public void leave(Wakeup writer) {
        lists.leave(writer);
        onLeave.run();
    }
}

package depot.common.websocket;

import depot.common.broadcast.Latest;
import depot.common.broadcast.Wakeup;

/** From a stream of whole states, gives the newest one whenever the connection is ready; others are skipped. */
public final class NewestFrames implements FrameFeed {
    private final Latest<Frame> frames;
    private final Runnable onLeave;
    private long seen = -1;

    /** @param onLeave run when the connection has ended */
    public NewestFrames(Latest<Frame> frames, Runnable onLeave) {
        this.frames = frames;
        this.onLeave = onLeave;
    }

    @Override
    public Frame next() {
        Latest.Version<Frame> newest = frames.get();
        if (newest.number() == seen) {
            return null;
        }
        seen = newest.number();
        return newest.value();
    }

    @Override
    public void wake(Wakeup writer) {
        frames.wake(writer);
    }

    @Override
    public void leave(Wakeup writer) {
        frames.leave(writer);
        onLeave.run();
    }
}

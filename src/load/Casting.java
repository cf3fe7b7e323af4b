package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rovers at the benchmark's own caster, all of which get what it casts: frames of {@link #FRAME_BYTES} bytes that carry, from
 * {@link #STAMP_AT} on, when they were given to it, 8 bytes of {@link System#nanoTime}, the clock that all processes of a machine share.
 * The delay is from there until this program has read the stamp.
 *
 * <p>Reading costs this machine nearly as much as sending, and a base's rovers are not on it. So with {@code --timed 20} it reads one of
 * twenty rovers at once, and times those; the others get as much, and are read half a second after an epoch's first frame.
 */
public final class Casting implements Load.Scenario {

    /** Six of them a second make a kilobyte. */
    public static final int FRAME_BYTES = 170;
    /** Behind the frame's head and the message's number. */
    public static final int STAMP_AT = 5;
    private static final int STAMP_BYTES = 8;
    private static final long LATER_NANOS = 500_000_000L;

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final Ramp ramp;
    private final Rounds rounds;
    private final List<NtripRover> rovers = new ArrayList<>();
    private final List<NtripRover> later = new ArrayList<>();
    private boolean epoch; // has begun, and not all have read it

    Casting(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        rounds = new Rounds(options, report, loop);
        ramp = new Ramp(loop, options.connections(), number ->
                rovers.add(NtripRover.connect(loop, options.target(), "RTCM3", new Rover(number % options.timed() == 0))));
    }

    @Override
    public void run() throws IOException, InterruptedException {
        ramp.climb(report, "rovers", Duration.ofSeconds(90));
        Load.progress("all open");
        rounds.each(round -> {});
        loop.call(() -> {
            rovers.forEach(NtripRover::close);
            return null;
        });
    }

    private void epochSeen() {
        if (!epoch) {
            epoch = true;
            loop.after(LATER_NANOS, () -> {
                epoch = false;
                later.forEach(NtripRover::readOnce);
            });
        }
    }

    /** Follows one rover's stream, all of whose frames have one length. */
    private final class Rover implements NtripRover.Listener {
        private final boolean timed;
        private boolean accepted;
        private int at; // in the frame
        private long stamp;

        Rover(boolean timed) {
            this.timed = timed;
        }

        @Override
        public void accepted(NtripRover rover) {
            accepted = true;
            if (!timed) {
                rover.unwatch();
                later.add(rover);
            }
            ramp.ready();
        }

        @Override
        public void received(NtripRover rover, ByteBuffer bytes) {
            long now = System.nanoTime();
            if (timed) {
                epochSeen();
            }
            while (bytes.hasRemaining()) {
                if (at >= STAMP_AT && at < STAMP_AT + STAMP_BYTES) {
                    stamp = stamp << 8 | bytes.get() & 0xFF;
                    at++;
                } else {
                    int end = at < STAMP_AT ? STAMP_AT : FRAME_BYTES;
                    int skip = Math.min(end - at, bytes.remaining());
                    bytes.position(bytes.position() + skip);
                    at += skip;
                }
                if (at == FRAME_BYTES) {
                    at = 0;
                    if (timed) {
                        rounds.count(now - stamp);
                    } else {
                        rounds.count();
                    }
                    stamp = 0;
                }
            }
        }

        @Override
        public void closed(NtripRover rover, String reason) {
            ramp.closed(report, accepted, reason);
        }
    }
}

package depot.bench;

import depot.common.config.Environment;
import depot.common.time.Time;
import depot.gnss.Geodetic;
import depot.gnss.frames.Framer;
import depot.gnss.frames.RtcmFraming;
import depot.gps.caster.Caster;
import depot.gps.caster.CasterConfig;
import depot.gps.caster.StationFacts;
import depot.gps.corrections.Corrections;
import depot.load.Casting;
import depot.load.Lifeline;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The caster as gps runs it, and a base that gives {@link #FRAMES} frames together once a second, as receivers do: a kilobyte a second to
 * each rover. The messages carry when they were given.
 */
public final class CastingServer {

    static final int FRAMES = 6;
    private static final long SECOND = 1_000_000_000L;
    private static final int NUMBER = 1077;

    private CastingServer() {}

    public static void main(String[] arguments) throws IOException {
        Lifeline.hold(Duration.ofMinutes(10));
        Corrections corrections = new Corrections(Time.SYSTEM);
        StationFacts facts = new StationFacts() {
            @Override
            public Optional<Geodetic> position() {
                return Optional.empty();
            }

            @Override
            public String receiver() {
                return "bench";
            }

            @Override
            public String remark() {
                return corrections.flowing() ? "" : "no corrections at present";
            }

            @Override
            public boolean simulated() {
                return false;
            }
        };
        Caster caster = Caster.start(CasterConfig.from(new Environment(Map.of("NTRIP_PORT", "0"))), corrections, facts,
                new CollectorRegistry());
        System.err.println("caster: listening on port " + caster.port());
        cast(corrections);
    }

    private static void cast(Corrections corrections) {
        Framer framer = new Framer(corrections::accept);
        for (long due = System.nanoTime() + SECOND; ; due += SECOND) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            framer.accept(epoch());
        }
    }

    /** What a receiver gives once a second. */
    static byte[] epoch() {
        ByteBuffer epoch = ByteBuffer.allocate(FRAMES * Casting.FRAME_BYTES);
        for (int i = 0; i < FRAMES; i++) {
            epoch.put(frame());
        }
        return epoch.array();
    }

    private static byte[] frame() {
        ByteBuffer message = ByteBuffer.allocate(Casting.FRAME_BYTES - RtcmFraming.OVERHEAD);
        message.putShort((short) (NUMBER << 4)).putLong(System.nanoTime());
        return RtcmFraming.encode(message.array());
    }
}

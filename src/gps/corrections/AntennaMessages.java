package depot.gps.corrections;

import depot.common.time.Time;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.rtcm.AntennaDescriptor;
import depot.gnss.rtcm.RtcmDecoder;
import depot.gnss.rtcm.StationPosition;
import depot.gnss.ubx.MonVer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Adds 1008 and 1033 to a base's stream, behind every 1005 or 1006 that is due: a u-blox receiver knows nothing of its antenna, and
 * public casters and rovers of other makers ask for it. Where the receiver sends them itself, nothing is added. The one reading
 * thread's.
 */
public final class AntennaMessages {
    static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration OWN = Duration.ofMinutes(2);

    private final String descriptor;
    private final Supplier<Optional<MonVer>> version;
    private final Time time;
    private final Framer framer;
    private long addedAt;
    private boolean added;
    private long ownAt;
    private boolean own;

    /**
     * @param descriptor of the antenna, as the IGS lists it
     * @param version of the receiver
     * @param sink takes what is added
     */
    public AntennaMessages(String descriptor, Supplier<Optional<MonVer>> version, Time time, depot.gnss.frames.FrameSink sink) {
        this.descriptor = descriptor;
        this.version = version;
        this.time = time;
        framer = new Framer(sink);
    }

    /** To be called with each frame of the receiver after it was passed on. */
    public void after(Frame rtcmFrame) {
        long now = time.nanos();
        switch (RtcmDecoder.decode(rtcmFrame)) {
            case AntennaDescriptor _ -> {
                own = true;
                ownAt = now;
            }
            case StationPosition position when !(own && now - ownAt < OWN.toNanos()) && (!added || now - addedAt >= EVERY.toNanos()) -> {
                added = true;
                addedAt = now;
                add(position.station());
            }
            default -> { }
        }
    }

    private void add(int station) {
        framer.accept(new AntennaDescriptor(station, descriptor, 0, "", Optional.empty()).encode());
        AntennaDescriptor.Receiver receiver = version.get().map(v ->
                new AntennaDescriptor.Receiver(v.extension("MOD").map(m -> "UBLOX " + m).orElse(""),
                v.extension("FWVER").orElse(v.software()), "")).orElse(new AntennaDescriptor.Receiver("", "", ""));
        framer.accept(new AntennaDescriptor(station, descriptor, 0, "", Optional.of(receiver)).encode());
    }
}

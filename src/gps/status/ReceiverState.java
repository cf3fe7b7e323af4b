package depot.gps.status;

import depot.common.broadcast.Wakeup;
import depot.common.time.Time;
import depot.gnss.Geodetic;
import depot.gnss.frames.Frame;
import depot.gnss.frames.FramerCounts;
import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gga;
import depot.gnss.nmea.Gsa;
import depot.gnss.nmea.Gst;
import depot.gnss.nmea.Gsv;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.nmea.Rmc;
import depot.gnss.rtcm.RtcmDecoder;
import depot.gnss.rtcm.RtcmType;
import depot.gnss.rtcm.StationPosition;
import depot.gnss.ubx.MonRf;
import depot.gnss.ubx.MonVer;
import depot.gnss.ubx.NavDop;
import depot.gnss.ubx.NavPvt;
import depot.gnss.ubx.NavSat;
import depot.gnss.ubx.NavSvin;
import depot.gnss.ubx.UbxDecoder;
import depot.gnss.ubx.UbxId;
import depot.gnss.ubx.UbxMessage;
import depot.gps.source.ReceiverLink;
import depot.gps.source.StreamListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the receiver, from all that it sends. Fed by the reading thread; any thread may ask. Whether something is
 * too old is decided when it is asked for.
 */
public final class ReceiverState implements StreamListener {
    /** Without a whole message for this long no receiver counts as connected. */
    static final Duration CONNECTED = Duration.ofSeconds(5);
    /** A base says where it is at least this often, and so does its survey. */
    static final Duration BASE = Duration.ofSeconds(60);

    private static final Duration RAW = Duration.ofSeconds(10);
    private static final FramerCounts.Of NOTHING = new FramerCounts.Of(0, 0, 0);

    private final Time time;
    private final Wakeup changed;
    private final FixState fixes = new FixState();
    private final RtcmCounts rtcm = new RtcmCounts();
    private final SkyView sky = new SkyView();
    private final ByteRate rate = new ByteRate();
    private Seen<Boolean> heard; // a whole message
    private long heardMillis;
    private final SurveyProgress survey = new SurveyProgress();
    private Seen<StationPosition> station;
    private long stationMillis;
    private Seen<MonRf> radio;
    private MonVer version;
    private Seen<Boolean> raw; // measurements
    private FramerCounts counts = new FramerCounts(0, 0, 0, NOTHING, NOTHING, NOTHING);

    /** @param changed signalled when something may look different */
    public ReceiverState(Time time, Wakeup changed) {
        this.time = time;
        this.changed = changed;
    }

    @Override
    public synchronized void opened(ReceiverLink link) {
        version = null; // it may be another one
    }

    @Override
    public synchronized void bytes(byte[] buffer, int count) {
        rate.take(count, time.nanos());
    }

    @Override
    public synchronized void counted(FramerCounts now) {
        counts = now;
    }

    @Override
    public void frame(Frame frame) {
        long now = time.nanos();
        synchronized (this) {
            heard = new Seen<>(true, now);
            heardMillis = time.millis();
            switch (frame.protocol()) {
                case NMEA -> sentence(frame, now);
                case UBX -> ubx(frame, now);
                case RTCM3 -> rtcm(frame, now);
            }
        }
        changed.signal();
    }

    private void sentence(Frame frame, long now) {
        switch (NmeaDecoder.decode(frame)) {
            case Gga gga -> fixes.take(gga, now);
            case Gst gst -> fixes.take(gst, now);
            case Rmc rmc -> fixes.take(rmc, now);
            case Gsv gsv -> sky.take(gsv, now);
            case Gsa gsa -> sky.take(gsa, now);
            default -> { }
        }
    }

    private void ubx(Frame frame, long now) {
        switch (UbxDecoder.decode(frame)) {
            case NavPvt pvt -> fixes.take(pvt, now);
            case NavDop dop -> fixes.take(dop, now);
            case NavSat sat -> sky.take(sat, now);
            case NavSvin svin -> survey.take(svin, now);
            case MonRf rf -> radio = new Seen<>(rf, now);
            case MonVer ver -> version = ver;
            case UbxMessage.Unknown other when other.id().equals(UbxId.RXM_RAWX) -> raw = new Seen<>(true, now);
            default -> { }
        }
    }

    private void rtcm(Frame frame, long now) {
        RtcmType type = RtcmType.of(frame);
        if (type.number() >= 0) {
            rtcm.take(type.number(), heardMillis);
        }
        if (RtcmDecoder.decode(frame) instanceof StationPosition position) {
            station = new Seen<>(position, now);
            stationMillis = heardMillis;
        }
    }

    synchronized Status status(String source, int clients, Judged judged) {
        long now = time.nanos();
        Fix fix = fixes.fix(now);
        boolean connected = connected(now);
        return new Status(source, connected, heard != null && (!connected || !fix.fresh() && fix != Fix.NONE), mode(fix, now), fix,
                survey.newest(now).filter(NavSvin::ran), rtcm.all(),
                Optional.ofNullable(station).filter(seen -> seen.value().isPlace())
                .map(seen -> new Status.BaseSeen(seen.value(), stationMillis)),
                Seen.fresh(radio, BASE, now) ? Optional.of(radio.value()) : Optional.empty(), Optional.ofNullable(version),
                rate.perSecond(now), counts.checksumFailures(), heardMillis, clients, judged);
    }

    private boolean connected(long now) {
        return Seen.fresh(heard, CONNECTED, now); // a link that is gone and soon back is no event
    }

    private Status.Mode mode(Fix fix, long now) {
        if (timeMode(fix, now) || Seen.fresh(station, BASE, now)) {
            return Status.Mode.BASE;
        }
        return fix.quality() == FixQuality.NO_FIX ? Status.Mode.UNKNOWN : Status.Mode.ROVER;
    }

    private boolean timeMode(Fix fix, long now) {
        return fix.timeMode() || survey.newest(now).map(s -> s.active() || s.valid()).orElse(false);
    }

    /** What explains why corrections are missing. */
    public synchronized Observed observed() {
        long now = time.nanos();
        Fix fix = fixes.fix(now);
        Optional<MonRf.AntennaStatus> antenna = Seen.fresh(radio, BASE, now) && !radio.value().blocks().isEmpty()
                ? Optional.of(radio.value().blocks().getFirst().antennaStatus()) : Optional.empty();
        return new Observed(connected(now), antenna, fix.fresh(), fix.quality() != FixQuality.NO_FIX && fix.quality() != FixQuality.UNKNOWN,
                timeMode(fix, now), !rtcm.all().isEmpty());
    }

    /** @param goal what the survey has to reach, where that is known */
    public synchronized SurveyState surveyState(Optional<SurveyGoal> goal) {
        return survey.state(goal, time.nanos(), time.millis());
    }

    /** The receiver was given another task: the survey and the position known so far belong to the one before. */
    public synchronized void begunAnew() {
        survey.forget();
        station = null;
    }

    synchronized List<SkyView.Satellite> satellites() {
        return sky.satellites(time.nanos());
    }

    /** Whether whole messages come. */
    public synchronized boolean isConnected() {
        return connected(time.nanos());
    }

    /** As on the wire, such as {@code rtk_fixed}. */
    public synchronized String fixName() {
        return FixQualities.name(fixes.fix(time.nanos()).quality());
    }

    public synchronized int satellitesUsed() {
        return fixes.fix(time.nanos()).satellites();
    }

    public synchronized FramerCounts counts() {
        return counts;
    }

    synchronized List<RtcmCounts.Count> rtcmCounts() {
        return rtcm.all();
    }

    /** Whether raw measurements (RXM-RAWX) come. */
    public synchronized boolean rawComes() {
        return Seen.fresh(raw, RAW, time.nanos());
    }

    /** The receiver's time; empty while it sends none. */
    public synchronized Optional<Instant> receiversTime() {
        Fix fix = fixes.fix(time.nanos());
        return fix.time().filter(_ -> fix.fresh());
    }

    /** The newest survey, while the receiver reports one. */
    public synchronized Optional<NavSvin> survey() {
        return survey.newest(time.nanos());
    }

    /** Model and firmware, once the receiver has sent them. */
    public synchronized Optional<MonVer> version() {
        return Optional.ofNullable(version);
    }

    /** Where the base is: the newest 1005 or 1006, else the newest fix that is not old. */
    public synchronized Optional<Geodetic> place() {
        if (station != null && station.value().isPlace()) {
            return Optional.of(station.value().position().toGeodetic());
        }
        Fix fix = fixes.fix(time.nanos());
        return fix.place().filter(p -> fix.fresh()).map(p -> new Geodetic(p.latitudeDegrees(), p.longitudeDegrees(), p.heightMetres()
                .orElse(0)));
    }
}

package depot.gps.base;

import depot.common.time.Time;
import depot.gnss.Ecef;
import depot.gnss.frames.Frame;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.nmea.Txt;
import depot.gnss.rtcm.RtcmDecoder;
import depot.gnss.rtcm.StationPosition;
import depot.gnss.ubx.Inf;
import depot.gnss.ubx.NavSvin;
import depot.gnss.ubx.UbxDecoder;
import depot.gps.source.StreamListener;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Notices a base that was moved or set up wrong, which shifts every rover. In time mode the receiver reports the position
 * that it was given, so its own reports show nothing. These do:
 *
 * <ul>
 * <li>its warning that the base position seems incorrect, by INF or TXT (it comes for tens of metres only);
 * <li>a 1005 or 1006 with another position than the one that it was set to, or than the one before, without a command: a base
 *     that lost its power surveyed anew;
 * <li>a position that was set and is far from where the receiver, or a survey, had found itself;
 * <li>a new survey that ends further from the kept position than both accuracies explain, and than a limit.
 * </ul>
 *
 * Fed by the reading thread; any thread may ask.
 */
public final class BaseWatch implements StreamListener {
    /** The receiver repeats its warning; one that has not come for this long is over. */
    static final Duration WARNING = Duration.ofMinutes(10);
    /** Until then a position may still be the one before. */
    static final Duration SETTLING = Duration.ofSeconds(3);
    /** Rounding, by degrees and by tenths of a millimetre. */
    private static final double SAME_METRES = 0.01;
    /** What the forms that receivers in the field use have in common: “Base station …” and “Reference station …”. */
    private static final String WARNED_OF = "station position seems incorrect";
    /** A survey ends metres from the last one, the same position comes to the tenth of a millimetre. */
    private static final double JUMP_METRES = 0.05;

    private final Time time;
    private final double movedMetres;
    private final Supplier<Optional<Ecef>> expected;
    private final Supplier<Optional<KeptPosition>> kept;
    private final BaseMemory memory;
    private final PositionCheck check;
    private final boolean watchesJumps;
    private boolean commanded; // the next position is intended
    private long begunAt;
    private boolean begun;
    private long warnedAt;
    private boolean warned;
    private StationPosition sent; // since it was set up; a link that comes and goes does not make it right
    private NavSvin survey; // the newest, when it has ended

    /**
     * @param movedMetres how far at least a survey may end from the kept position, and a set position may be from the known one
     * @param expected the fixed position that the receiver was set to; empty while it is not yet, or is to find one itself
     * @param watchesJumps false for what is no base of ours: another caster's stream, whose virtual station follows its client; a recording
     */
    public BaseWatch(Time time, double movedMetres, Supplier<Optional<Ecef>> expected, Supplier<Optional<KeptPosition>> kept,
            BaseMemory memory,
            boolean watchesJumps) {
        this.time = time;
        this.movedMetres = movedMetres;
        this.expected = expected;
        this.kept = kept;
        this.memory = memory;
        this.watchesJumps = watchesJumps;
        check = new PositionCheck(this::known, movedMetres);
    }

    /** The receiver's own fix counts more than what was kept: it is newer, or the same. */
    private Optional<KnownPlace> known() {
        return memory.lastFix().or(() -> kept.get().map(k -> new KnownPlace(k.position(), k.accuracyMetres(), k.accuracyMetres(),
                OptionalDouble.empty(),
                "the kept position")));
    }

    /** How a position that an operator gives compares with what is known. */
    PositionCheck check() {
        return check;
    }

    /** Somebody gave this position and said that it is right, after a restart too; null withdraws what was said before. */
    void confirm(Ecef position) {
        memory.confirm(position);
    }

    /** An operator set the base up: the next position is intended, and the one before no longer counts. */
    synchronized void commanded() {
        commanded = true;
        sent = null;
    }

    /** An operator says that the position sent now is right, so that it no longer counts as a jump. */
    synchronized boolean accept() {
        if (jump().isEmpty()) {
            return false;
        }
        memory.noteSent(sent.position());
        return true;
    }

    /** The receiver was set up anew: what was noticed before no longer counts. */
    public synchronized void begunAnew() {
        begun = true;
        begunAt = time.nanos();
        warned = false;
        sent = null;
        survey = null;
    }

    @Override
    public synchronized void frame(Frame frame) {
        switch (frame.protocol()) {
            case NMEA -> {
                if (NmeaDecoder.decode(frame) instanceof Txt txt && txt.severity() == Txt.Severity.WARNING) {
                    warning(txt.text());
                }
            }
            case UBX -> {
                switch (UbxDecoder.decode(frame)) {
                    case Inf inf when inf.severity() == Inf.Severity.WARNING -> warning(inf.text());
                    case NavSvin svin -> survey = svin.valid() && !svin.active() ? svin : null; // while one runs, the last is over
                    default -> { }
                }
            }
            case RTCM3 -> {
                boolean settled = !begun || time.nanos() - begunAt >= SETTLING.toNanos();
                if (settled && RtcmDecoder.decode(frame) instanceof StationPosition position) {
                    came(position);
                }
            }
        }
    }

    private void came(StationPosition position) {
        sent = position;
        boolean meant = expected.get().map(e -> e.distanceMetres(position.position()) <= SAME_METRES).orElse(false);
        if (position.isPlace() && (commanded || meant || memory.lastSent().isEmpty())) {
            memory.noteSent(position.position());
            commanded = false;
        }
    }

    private void warning(String text) {
        if (text.toLowerCase(Locale.ROOT).contains(WARNED_OF)) {
            warned = true;
            warnedAt = time.nanos();
        }
    }

    /** What is wrong with the base, for a person; empty when nothing is known to be. */
    public synchronized Optional<String> problem() {
        return Stream.of(receiversWarning(), anotherPosition(), farPosition(), farSurvey(), jump()).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> receiversWarning() {
        return warned && time.nanos() - warnedAt < WARNING.toNanos()
                ? Optional.of("the receiver warns that the base position seems incorrect: was the antenna moved, or the position mistyped?")
                : Optional.empty();
    }

    private Optional<String> anotherPosition() {
        Optional<Ecef> wanted = expected.get();
        if (wanted.isEmpty() || sent == null) {
            return Optional.empty();
        }
        double metres = sent.position().distanceMetres(wanted.get());
        return metres <= SAME_METRES ? Optional.empty()
                : Optional.of("message " + sent.number() + " has a base position " + PositionCheck.shown(metres)
                + " from the one that it is to have");
    }

    private Optional<String> farPosition() {
        Optional<Ecef> wanted = expected.get().filter(position ->
                memory.confirmed().filter(said -> said.distanceMetres(position) <= SAME_METRES).isEmpty());
        return wanted.flatMap(position -> check.doubt(position, kept.get().filter(k -> k.position().equals(position))
                .map(KeptPosition::accuracyMetres).orElse(0.0)))
                .map(doubt -> "the base position that was set is doubtful: " + doubt.why());
    }

    private Optional<String> jump() {
        Optional<Ecef> before = memory.lastSent();
        if (!watchesJumps || sent == null || before.isEmpty() || !sent.isPlace() || expected.get().isPresent()) {
            return Optional.empty();
        }
        double metres = sent.position().distanceMetres(before.get());
        return metres <= JUMP_METRES ? Optional.empty()
                : Optional.of("the base position in message " + sent.number() + " jumped by " + PositionCheck.shown(metres)
                + " without a command, and all rovers with it:"
                        + " did the base survey anew? POST /base/accept takes it as right");
    }

    private Optional<String> farSurvey() {
        Optional<KeptPosition> before = kept.get();
        if (before.isEmpty() || survey == null) {
            return Optional.empty();
        }
        double metres = survey.mean().distanceMetres(before.get().position());
        double explained = survey.accuracyMetres() + before.get().accuracyMetres();
        return metres <= Math.max(explained, movedMetres) ? Optional.empty()
                : Optional.of("the survey ended " + PositionCheck.shown(metres) + " from the kept position, and the accuracies explain "
                        + PositionCheck.shown(explained) + ": was the antenna moved?");
    }
}

package depot.gps.base;

import depot.common.GuardedBy;
import depot.common.files.DurableFile;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.threads.GrowingPause;
import depot.common.time.Time;
import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Protocol;
import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gga;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.ubx.NavPvt;
import depot.gnss.ubx.UbxDecoder;
import depot.gps.source.StreamListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the base's place and must survive a restart: the last fix that the receiver made freely, before it was
 * given a position; the position that rovers last got; and one that an operator confirmed however far off it is. Fed by the
 * reading thread; another calls {@link #save}, which writes {@code DATA_DIR/base-seen.json}; any thread may ask.
 */
public final class BaseMemory implements StreamListener {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Duration SAVE_EVERY = Duration.ofMinutes(10);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final long MAX_BYTES = 64 * 1024;
    private static final double MILLIMETRES = 1000;
    /** A sentence says how good its geometry is, not its position: a metre and a half for each of HDOP is a usual receiver's. */
    private static final double METRES_PER_DOP = 1.5;
    private static final double WORST_DOP = 10;

    private final Optional<Path> file;
    private final Time time;
    @GuardedBy("this") private KnownPlace fix;
    @GuardedBy("this") private Ecef lastSent;
    @GuardedBy("this") private Ecef confirmed;
    @GuardedBy("this") private boolean pvtComes;
    @GuardedBy("this") private boolean dirty;
    @GuardedBy("this") private boolean dueNow;
    @GuardedBy("this") private long savedAt;
    private boolean problemLogged; // the saving thread's, as are the next
    private final GrowingPause pause = new GrowingPause(FIRST_RETRY, SAVE_EVERY);
    private long notBefore; // where it failed

    /** @param directory where it is kept; empty where there is no place for it */
    public BaseMemory(Optional<Path> directory, Time time) {
        file = directory.map(d -> d.resolve("base-seen.json"));
        this.time = time;
        savedAt = time.nanos() - SAVE_EVERY.toNanos();
        file.filter(Files::exists).ifPresent(this::read);
    }

    @Override
    public synchronized void opened(depot.gps.source.ReceiverLink link) {
        pvtComes = false;
    }

    @Override
    public void frame(Frame frame) {
        if (frame.protocol() == Protocol.UBX && UbxDecoder.decode(frame) instanceof NavPvt pvt) {
            take(pvt);
        } else if (frame.protocol() == Protocol.NMEA && NmeaDecoder.decode(frame) instanceof Gga gga) {
            take(gga);
        }
    }

    private synchronized void take(NavPvt pvt) {
        pvtComes = true;
        boolean free = pvt.fix().type() == NavPvt.FixType.FIX_3D || pvt.fix().type() == NavPvt.FixType.GNSS_AND_DEAD_RECKONING;
        NavPvt.Position at = pvt.position();
        if (free && pvt.fix().ok() && at.valid()) {
            saw(new Geodetic(at.latitudeDegrees(), at.longitudeDegrees(), at.heightMillimetres() / MILLIMETRES),
                    at.horizontalAccuracyMillimetres() / MILLIMETRES, at.verticalAccuracyMillimetres() / MILLIMETRES,
                    OptionalDouble.of(at.heightAboveSeaMillimetres() / MILLIMETRES));
        } else if (pvt.fix().type() == NavPvt.FixType.TIME_ONLY && dirty) {
            dueNow = true;
        }
    }

    /** A base's sentence repeats the given position, and mostly shows that: quality “manual”, or no dilution of precision. */
    private synchronized void take(Gga gga) {
        boolean free = gga.quality().number() >= FixQuality.GPS.number() && gga.quality().number() <= FixQuality.RTK_FLOAT.number();
        if (!pvtComes && free && gga.hdop().orElse(WORST_DOP) < WORST_DOP && gga.latitudeDegrees().isPresent() && gga.longitudeDegrees()
                .isPresent()
                && gga.altitudeMetres().isPresent() && gga.geoidSeparationMetres().isPresent()) {
            double metres = METRES_PER_DOP * gga.hdop().getAsDouble();
            saw(new Geodetic(gga.latitudeDegrees().getAsDouble(), gga.longitudeDegrees().getAsDouble(),
                    gga.altitudeMetres().getAsDouble() + gga.geoidSeparationMetres().getAsDouble()), metres, 2 * metres,
                    gga.altitudeMetres());
        }
    }

    @GuardedBy("this")
    private void saw(Geodetic place, double horizontal, double vertical, OptionalDouble seaLevel) {
        fix = new KnownPlace(place.toEcef(), horizontal, vertical, seaLevel, "the last fix before time mode");
        dirty = true;
    }

    /** The last free fix; empty when none was ever seen. */
    synchronized Optional<KnownPlace> lastFix() {
        return Optional.ofNullable(fix);
    }

    /** The position that rovers last got, unless it was doubted. */
    synchronized Optional<Ecef> lastSent() {
        return Optional.ofNullable(lastSent);
    }

    /** The position that an operator gave and confirmed; empty when there is none. */
    synchronized Optional<Ecef> confirmed() {
        return Optional.ofNullable(confirmed);
    }

    /** Null withdraws it. */
    synchronized void confirm(Ecef position) {
        confirmed = position;
        dirty = true;
        dueNow = true;
    }

    /** Rovers get this position now, and it is not doubted. */
    synchronized void noteSent(Ecef position) {
        if (!position.equals(lastSent)) {
            lastSent = position;
            dirty = true;
            dueNow = true;
        }
    }

    @GuardedBy("this")
    private void read(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException("it is too large");
            }
            JsonObject json = JsonObject.parse(Files.readAllBytes(path));
            json.object("fix").ifPresent(f -> fix = new KnownPlace(ecef(f), f.number("horizontal"), f.number("vertical"),
                    f.optionalNumber("seaLevel"),
                    "the last fix before time mode"));
            json.object("told").ifPresent(t -> lastSent = ecef(t));
            json.object("confirmed").ifPresent(c -> confirmed = ecef(c));
        } catch (IOException | BadInput e) {
            log.warn("what was seen of the base before cannot be read ({}): {}", path, e.getMessage());
        }
    }

    private static Ecef ecef(JsonObject json) {
        return new Ecef(json.number("x"), json.number("y"), json.number("z"));
    }

    /** Writes what changed, if it is time; one thread calls this now and then. A failing disk is logged once. */
    public void save() {
        byte[] content;
        synchronized (this) {
            if (file.isEmpty() || !dirty || !dueNow && time.nanos() - savedAt < SAVE_EVERY.toNanos()
                    || problemLogged && time.nanos() - notBefore < 0) {
                return;
            }
            content = encode(fix, lastSent, confirmed);
            dirty = false;
            dueNow = false;
            savedAt = time.nanos();
        }
        try {
            new DurableFile(file.get()).write(content);
            problemLogged = false;
            pause.reset();
        } catch (IOException e) {
            if (!problemLogged) {
                log.warn("what was seen of the base cannot be kept: {}", e.toString());
                problemLogged = true;
            }
            notBefore = time.nanos() + pause.next().toNanos();
            synchronized (this) { // what an operator confirmed must not wait for something new to be seen
                dirty = true;
                dueNow = true;
            }
        }
    }

    private static byte[] encode(KnownPlace fix, Ecef lastSent, Ecef confirmed) {
        return JsonText.write(json -> {
            json.writeStartObject();
            if (fix != null) {
                json.writeObjectFieldStart("fix");
                write(json, fix.position());
                json.writeNumberField("horizontal", fix.horizontalMetres());
                json.writeNumberField("vertical", fix.verticalMetres());
                if (fix.seaLevelMetres().isPresent()) {
                    json.writeNumberField("seaLevel", fix.seaLevelMetres().getAsDouble());
                }
                json.writeEndObject();
            }
            position(json, "told", lastSent);
            position(json, "confirmed", confirmed);
            json.writeEndObject();
        });
    }

    private static void position(com.fasterxml.jackson.core.JsonGenerator json, String name, Ecef at) throws IOException {
        if (at != null) {
            json.writeObjectFieldStart(name);
            write(json, at);
            json.writeEndObject();
        }
    }

    private static void write(com.fasterxml.jackson.core.JsonGenerator json, Ecef at) throws IOException {
        json.writeNumberField("x", at.xMetres());
        json.writeNumberField("y", at.yMetres());
        json.writeNumberField("z", at.zMetres());
    }
}

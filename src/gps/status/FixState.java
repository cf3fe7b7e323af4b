package depot.gps.status;

import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gga;
import depot.gnss.nmea.Gst;
import depot.gnss.nmea.Rmc;
import depot.gnss.ubx.NavDop;
import depot.gnss.ubx.NavPvt;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Chooses between the messages that say where the receiver is. Position, altitude and satellites are from NAV-PVT where it
 * comes, else from GGA, never mixed. At the beginning a GGA waits until its epoch is over, as a NAV-PVT may follow it.
 * Not thread-safe: {@link ReceiverState} guards it. Times are nanoseconds of the steady clock.
 */
final class FixState {
    /** What is older is no fix. */
    static final Duration FRESH = Duration.ofSeconds(5);
    /** An epoch in which no NAV-PVT came is over by then. */
    private static final Duration EPOCH = Duration.ofMillis(1500);
    private static final double MILLIMETRES = 1000;

    private Seen<NavPvt> pvt;
    private Seen<Gga> gga;
    private Seen<Gga> firstGga; // of a stream that may have NAV-PVT
    private Seen<NavDop> dop;
    private Seen<Gst> gst;
    private Seen<Rmc> rmc;

    void take(NavPvt message, long now) {
        pvt = new Seen<>(message, now);
        if (firstGga != null) {
            gga = firstGga;
            firstGga = null;
        }
    }

    void take(Gga message, long now) {
        if (pvt == null && gga == null) {
            boolean nextEpoch = firstGga != null && (!firstGga.within(EPOCH, now) // one without a clock says the same time again and again
                    || !firstGga.value().timeOfDayMillis().equals(message.timeOfDayMillis()));
            if (!nextEpoch) {
                firstGga = firstGga == null ? new Seen<>(message, now) : new Seen<>(message, firstGga.atNanos());
                return;
            }
        }
        firstGga = null;
        gga = new Seen<>(message, now);
    }

    void take(NavDop message, long now) {
        dop = new Seen<>(message, now);
    }

    void take(Gst message, long now) {
        gst = new Seen<>(message, now);
    }

    void take(Rmc message, long now) {
        rmc = new Seen<>(message, now);
    }

    Fix fix(long now) {
        Seen<Gga> sentence = gga;
        if (sentence == null && firstGga != null && !firstGga.within(EPOCH, now)) {
            sentence = firstGga;
        }
        boolean ggaFresh = Seen.fresh(sentence, FRESH, now);
        // a GGA takes over when it comes and NAV-PVT has been missing for that long; not when both have ended
        if (pvt != null && (sentence == null || pvt.within(FRESH, sentence.atNanos()))) {
            return ofPvt(ggaFresh || pvt.within(FRESH, now), ggaFresh ? sentence.value() : null, now);
        }
        return sentence == null ? Fix.NONE : ofGga(sentence.value(), ggaFresh, now);
    }

    private Fix ofPvt(boolean fresh, Gga sentence, long now) {
        NavPvt p = pvt.value();
        boolean has = FixQualities.hasPosition(p);
        FixQuality quality = FixQualities.of(p);
        if (has && sentence != null && sentence.quality() != FixQuality.NO_FIX && sentence.quality() != FixQuality.UNKNOWN) {
            quality = sentence.quality(); // it knows more kinds
        }
        NavPvt.Position at = p.position();
        Optional<Fix.Place> place = !has ? Optional.empty() : Optional.of(new Fix.Place(at.latitudeDegrees(), at.longitudeDegrees(),
                OptionalDouble.of(at.heightAboveSeaMillimetres() / MILLIMETRES), OptionalDouble.of(at.heightMillimetres() / MILLIMETRES)));
        return new Fix(fresh, fresh ? quality : FixQuality.NO_FIX, p.satellites(), place, hdop(sentence, now),
                has ? OptionalDouble.of(at.horizontalAccuracyMillimetres() / MILLIMETRES) : OptionalDouble.empty(),
                has ? OptionalDouble.of(at.verticalAccuracyMillimetres() / MILLIMETRES) : OptionalDouble.empty(),
                p.utc().instant(), fresh && p.fix().type() == NavPvt.FixType.TIME_ONLY);
    }

    private Fix ofGga(Gga g, boolean fresh, long now) {
        Optional<Fix.Place> place = Optional.empty();
        boolean has = g.quality() != FixQuality.NO_FIX && g.quality() != FixQuality.UNKNOWN;
        if (has && g.latitudeDegrees().isPresent() && g.longitudeDegrees().isPresent()) {
            OptionalDouble height = g.altitudeMetres().isPresent() && g.geoidSeparationMetres().isPresent()
                    ? OptionalDouble.of(g.altitudeMetres().getAsDouble() + g.geoidSeparationMetres()
                    .getAsDouble()) : OptionalDouble.empty();
            place = Optional.of(new Fix.Place(g.latitudeDegrees().getAsDouble(), g.longitudeDegrees().getAsDouble(), g.altitudeMetres(),
                    height));
        }
        Gst errors = has && Seen.fresh(gst, FRESH, now) ? gst.value() : null;
        return new Fix(fresh, fresh && has ? g.quality() : FixQuality.NO_FIX, g.satellites().orElse(0), place, hdop(g, now),
                errors == null || errors.latitudeMetres().isEmpty() || errors.longitudeMetres().isEmpty() ? OptionalDouble.empty()
                        : OptionalDouble.of(Math.hypot(errors.latitudeMetres().getAsDouble(), errors.longitudeMetres().getAsDouble())),
                errors == null ? OptionalDouble.empty() : errors.altitudeMetres(), timeOfSentences(), false);
    }

    private OptionalDouble hdop(Gga sentence, long now) {
        if (sentence != null && sentence.hdop().isPresent()) {
            return sentence.hdop();
        }
        return Seen.fresh(dop, FRESH, now) ? OptionalDouble.of(dop.value().horizontal()) : OptionalDouble.empty();
    }

    private Optional<Instant> timeOfSentences() {
        if (rmc == null || rmc.value().date().isEmpty() || rmc.value().timeOfDayMillis().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(rmc.value().date().get().atStartOfDay(ZoneOffset.UTC).toInstant()
                .plusMillis(rmc.value().timeOfDayMillis().getAsInt()));
    }
}

package depot.gps.status;

import depot.gnss.Constellation;
import depot.gnss.nmea.Gsa;
import depot.gnss.nmea.Gsv;
import depot.gnss.ubx.NavSat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The satellites in view: from NAV-SAT where it comes, else from GSV, which has each satellite once for each signal. Not thread-safe:
 * {@link ReceiverState} guards it.
 */
final class SkyView {
    /** Longer than the usual interval of either. */
    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final int MOST = 256; // more numbers than there are satellites come from no receiver

    private Seen<NavSat> sat;
    private final Map<Key, Seen<Satellite>> ofSentences = new HashMap<>();
    private final Map<Key, Seen<Boolean>> inUse = new HashMap<>();
    // systems whose satellites in use were listed; true: the list was full, and there may be more
    private final Map<Constellation, Seen<Boolean>> heardOf = new EnumMap<>(Constellation.class);
    private static final int MOST_IN_GSA = 12;
    private static final Duration SAME_EPOCH = Duration.ofMillis(500);

    private record Key(Constellation constellation, int number) {}

    /**
     * @param number within its system; NMEA's own number where it came in a sentence
     * @param used in the solution; unknown when no message says so
     */
    record Satellite(Constellation constellation, int number, OptionalInt elevationDegrees, OptionalInt azimuthDegrees,
            OptionalInt carrierToNoiseDbHz, Optional<Boolean> used, Optional<NavSat.Health> health) {}

    void take(NavSat message, long now) {
        sat = new Seen<>(message, now);
    }

    void take(Gsv message, long now) {
        for (Gsv.Satellite s : message.satellites()) {
            Key key = new Key(constellation(message.constellation(), s.number()), s.number());
            Seen<Satellite> old = ofSentences.get(key);
            if (old == null && ofSentences.size() >= MOST) {
                return;
            }
            // the strongest signal of an epoch counts
            OptionalInt noise = s.carrierToNoiseDbHz();
            if (old != null && old.within(Duration.ofMillis(500), now) && old.value().carrierToNoiseDbHz().orElse(0) > noise.orElse(0)) {
                noise = old.value().carrierToNoiseDbHz();
            }
            ofSentences.put(key, new Seen<>(new Satellite(key.constellation, key.number, s.elevationDegrees(), s.azimuthDegrees(), noise,
                    Optional.empty(), Optional.empty()), now));
        }
    }

    void take(Gsa message, long now) {
        boolean full = message.satellites().size() >= MOST_IN_GSA;
        if (message.systemId().isPresent() || message.constellation() != Constellation.UNKNOWN) {
            heardOf.put(message.constellation(), new Seen<>(full, now));
        }
        for (int number : message.satellites()) {
            Constellation system = message.systemId().isPresent()
                    ? constellation(message.constellation(), number) : constellation(Constellation.UNKNOWN, number);
            heardOf.merge(system, new Seen<>(full, now), (old, one) ->
                    new Seen<>(one.value() || old.value() && old.within(SAME_EPOCH, now), now));
            if (inUse.size() < MOST) {
                inUse.put(new Key(system, number), new Seen<>(true, now));
            }
        }
        inUse.values().removeIf(seen -> !seen.within(Duration.ofSeconds(5), now));
    }

    /** A number that the talker's system does not have belongs to another: GP lists SBAS too. */
    private static Constellation constellation(Constellation byTalker, int number) {
        Constellation byNumber = Constellation.ofNmeaNumber(number);
        boolean another = byTalker == Constellation.UNKNOWN || byTalker == Constellation.GPS && byNumber != Constellation.UNKNOWN;
        return another ? byNumber : byTalker;
    }

    /**
     * That a satellite is not among those in use means something only where its system's list was sent and complete: a
     * sentence has room for twelve.
     */
    private Optional<Boolean> used(Key key, long now) {
        if (inUse.containsKey(key)) {
            return Optional.of(true);
        }
        Seen<Boolean> heard = heardOf.get(key.constellation);
        return Seen.fresh(heard, Duration.ofSeconds(5), now) && !heard.value() ? Optional.of(false) : Optional.empty();
    }

    /** By system and number. */
    List<Satellite> satellites(long now) {
        List<Satellite> all = new ArrayList<>();
        if (Seen.fresh(sat, FRESH, now)) {
            for (NavSat.Satellite s : sat.value().satellites()) {
                all.add(new Satellite(s.constellation(), s.number(), s.elevationDegrees(), s.azimuthDegrees(),
                        s.carrierToNoiseDbHz() == 0 ? OptionalInt.empty() : OptionalInt.of(s.carrierToNoiseDbHz()),
                        Optional.of(s.used()), Optional.of(s.health())));
            }
        } else {
            ofSentences.values().removeIf(seen -> !seen.within(FRESH, now));
            inUse.values().removeIf(seen -> !seen.within(Duration.ofSeconds(5), now));
            for (Seen<Satellite> seen : ofSentences.values()) {
                Satellite s = seen.value();
                Optional<Boolean> used = used(new Key(s.constellation, s.number), now);
                all.add(new Satellite(s.constellation, s.number, s.elevationDegrees, s.azimuthDegrees, s.carrierToNoiseDbHz, used,
                        s.health));
            }
        }
        all.sort(Comparator.comparing(Satellite::constellation).thenComparingInt(Satellite::number));
        return all;
    }
}

package depot.gps.status;

import depot.gnss.Constellation;
import depot.gnss.nmea.Gsa;
import depot.gnss.nmea.Gsv;
import depot.gnss.ubx.NavSat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The satellites in view: NAV-SAT's where it comes, else GSV's, of which each satellite comes once a signal. Not thread-safe:
 * {@link ReceiverState} guards it.
 */
final class SkyView {
    /** Longer than the usual interval of either. */
    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final int MOST = 256; // more numbers than there are satellites come from no receiver

    private Seen<NavSat> sat;
    private final Map<Key, Seen<Satellite>> ofSentences = new HashMap<>();
    private final Map<Key, Seen<Boolean>> inUse = new HashMap<>();

    private record Key(Constellation constellation, int number) {}

    /**
     * @param number within its system; NMEA's own where sentences tell it
     * @param used in the solution; unknown when nothing tells
     */
    record Satellite(Constellation constellation, int number, OptionalInt elevationDegrees, OptionalInt azimuthDegrees,
            OptionalInt carrierToNoiseDbHz, Optional<Boolean> used, Optional<NavSat.Health> health) {}

    void take(NavSat message, long now) {
        sat = new Seen<>(message, now);
    }

    void take(Gsv message, long now) {
        for (Gsv.Satellite s : message.satellites()) {
            Key key = new Key(message.constellation(), s.number());
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
        for (int number : message.satellites()) {
            if (inUse.size() < MOST) {
                inUse.put(new Key(message.constellation(), number), new Seen<>(true, now));
            }
        }
        inUse.values().removeIf(seen -> !seen.within(Duration.ofSeconds(5), now));
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
                Optional<Boolean> used = inUse.isEmpty() ? Optional.empty()
                        : Optional.of(inUse.containsKey(new Key(s.constellation, s.number)));
                all.add(new Satellite(s.constellation, s.number, s.elevationDegrees, s.azimuthDegrees, s.carrierToNoiseDbHz, used, s.health));
            }
        }
        all.sort(Comparator.comparing(Satellite::constellation).thenComparingInt(Satellite::number));
        return all;
    }
}

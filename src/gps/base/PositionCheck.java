package depot.gps.base;

import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Compares a position that an operator gives with what is known of the antenna's place. In time mode the receiver repeats the position
 * that it was given, so only what was known before counts. Any thread.
 *
 * @param known empty where nothing is known: then no position is doubted
 * @param leastMetres less than this is never doubted
 */
record PositionCheck(Supplier<Optional<KnownPlace>> known, double leastMetres) {
    private static final int DEVIATIONS = 3;

    /** @param why for a person, with a guess at what happened */
    record Doubt(double distanceMetres, String why) {}

    /** @param accuracyMetres of the given position; 0 when it is not known */
    Optional<Doubt> doubt(Ecef given, double accuracyMetres) {
        return known.get().filter(place -> !explained(given, place, accuracyMetres)).map(place -> doubt(given, place, accuracyMetres));
    }

    private boolean explained(Ecef given, KnownPlace place, double accuracy) {
        return explained(given.toGeodetic(), place, accuracy);
    }

    private boolean explained(Geodetic given, KnownPlace place, double accuracy) {
        return horizontally(given, place, accuracy) && Math.abs(given.heightMetres() - place.position().toGeodetic().heightMetres())
                <= Math.max(leastMetres, DEVIATIONS * place.verticalMetres() + accuracy);
    }

    private boolean horizontally(Geodetic given, KnownPlace place, double accuracy) {
        Geodetic there = place.position().toGeodetic();
        double metres = new Geodetic(given.latitudeDegrees(), given.longitudeDegrees(), there.heightMetres()).toEcef()
                .distanceMetres(place.position());
        return metres <= Math.max(leastMetres, DEVIATIONS * place.horizontalMetres() + accuracy);
    }

    private Doubt doubt(Ecef given, KnownPlace place, double accuracy) {
        double metres = given.distanceMetres(place.position());
        return new Doubt(metres, "it is " + shown(metres) + " from " + place.from() + guess(given.toGeodetic(), place, accuracy));
    }

    private String guess(Geodetic given, KnownPlace place, double accuracy) {
        Geodetic there = place.position().toGeodetic();
        Geodetic swapped = new Geodetic(given.longitudeDegrees(), given.latitudeDegrees(), given.heightMetres());
        if (Math.abs(swapped.latitudeDegrees()) <= 90 && horizontally(swapped, place, accuracy)) {
            return ": latitude and longitude seem to be swapped";
        }
        boolean seaLevel = place.seaLevelMetres().isPresent() && horizontally(given, place, accuracy)
                && Math.abs(given.heightMetres() - place.seaLevelMetres().getAsDouble()) <= Math.max(leastMetres,
                DEVIATIONS * place.verticalMetres() + accuracy);
        return seaLevel ? String.format(Locale.ROOT, ": the height seems to be above the sea; above the ellipsoid it is about %.1f m",
                there.heightMetres()) : "";
    }

    static String shown(double metres) {
        return metres >= 10_000 ? String.format(Locale.ROOT, "%.0f km", metres / 1000) : String.format(Locale.ROOT, metres < 10
                ? "%.2f m" : "%.0f m", metres);
    }
}

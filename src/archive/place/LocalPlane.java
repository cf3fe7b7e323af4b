package depot.archive.place;

/**
 * Metres east and north of a place on the WGS 84 ellipsoid, for distances of some kilometres. Immutable.
 *
 * @param latitude and
 * @param longitude of where x 0, y 0 is, in degrees
 */
public record LocalPlane(double latitude, double longitude) {
    private static final double SEMI_MAJOR = 6_378_137;
    private static final double ECCENTRICITY_SQUARED = 6.69437999014e-3;

    private double metresPerDegreeNorth() {
        double sin = Math.sin(Math.toRadians(latitude));
        double w = 1 - ECCENTRICITY_SQUARED * sin * sin;
        return Math.toRadians(SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / (w * Math.sqrt(w)));
    }

    private double metresPerDegreeEast() {
        double sin = Math.sin(Math.toRadians(latitude));
        return Math.toRadians(SEMI_MAJOR / Math.sqrt(1 - ECCENTRICITY_SQUARED * sin * sin) * Math.cos(Math.toRadians(latitude)));
    }

    public double east(double degrees) {
        double difference = degrees - longitude; // the shorter way round
        return (difference - 360 * Math.rint(difference / 360)) * metresPerDegreeEast();
    }

    public double north(double degrees) {
        return (degrees - latitude) * metresPerDegreeNorth();
    }

    public double latitudeOf(double north) {
        return latitude + north / metresPerDegreeNorth();
    }

    public double longitudeOf(double east) {
        return longitude + east / metresPerDegreeEast();
    }
}

package depot.sim.motion;

/**
 * Where on earth the plane of poses lies: latitude and longitude, in degrees (WGS 84), of x 0, y 0. Good to a decimetre over
 * kilometres. Immutable.
 */
public record Ground(double latitude, double longitude) {
    private static final double SEMI_MAJOR_METRES = 6_378_137;
    private static final double ECCENTRICITY_SQUARED = 0.00669437999014;

    /** Metres north of the origin for each degree. */
    private double metresNorth() {
        return Math.toRadians(SEMI_MAJOR_METRES * (1 - ECCENTRICITY_SQUARED) / Math.pow(squash(), 1.5));
    }

    private double metresEast() {
        return Math.toRadians(SEMI_MAJOR_METRES / Math.sqrt(squash()) * Math.cos(Math.toRadians(latitude)));
    }

    private double squash() {
        double sin = Math.sin(Math.toRadians(latitude));
        return 1 - ECCENTRICITY_SQUARED * sin * sin;
    }

    public double latitudeOf(Pose pose) {
        return latitude + pose.y() / metresNorth();
    }

    public double longitudeOf(Pose pose) {
        return longitude + pose.x() / metresEast();
    }
}

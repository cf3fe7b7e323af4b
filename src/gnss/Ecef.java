package depot.gnss;

/**
 * A place on the earth-centred, earth-fixed axes: X to latitude and longitude 0, Z to the north pole. Metres.
 *
 * @param xMetres and the others: finite, or nothing here says what comes out
 */
public record Ecef(double xMetres, double yMetres, double zMetres) {
    private static final int MOST_ROUNDS = 10;
    private static final double CLOSE_ENOUGH_RADIANS = 1e-15;

    /**
     * On the WGS 84 ellipsoid, to better than 0.1 mm from 100 km inside to far outside of it. By Bowring's iteration on the
     * reduced latitude, which near the ground is done after two rounds. The centre itself has latitude and longitude 0.
     */
    public Geodetic toGeodetic() {
        double fromAxis = Math.hypot(xMetres, yMetres);
        double latitude = 0;
        if (fromAxis > 0 || zMetres != 0) {
            double reduced = Math.atan2(zMetres, (1 - Wgs84.FLATTENING) * fromAxis);
            for (int round = 0; round < MOST_ROUNDS; round++) {
                double sin = Math.sin(reduced);
                double cos = Math.cos(reduced);
                latitude = Math.atan2(
                        zMetres + Wgs84.SECOND_ECCENTRICITY_SQUARED * Wgs84.SEMI_MINOR_METRES * sin * sin * sin,
                        fromAxis - Wgs84.ECCENTRICITY_SQUARED * Wgs84.SEMI_MAJOR_METRES * cos * cos * cos);
                double next = Math.atan2((1 - Wgs84.FLATTENING) * Math.sin(latitude), Math.cos(latitude));
                if (Math.abs(next - reduced) < CLOSE_ENOUGH_RADIANS) {
                    break;
                }
                reduced = next;
            }
        }
        double sin = Math.sin(latitude);
        // Right at the poles too, where dividing by the cosine is not.
        double height = fromAxis * Math.cos(latitude) + zMetres * sin
                - Wgs84.SEMI_MAJOR_METRES * Math.sqrt(1 - Wgs84.ECCENTRICITY_SQUARED * sin * sin);
        return new Geodetic(Math.toDegrees(latitude), Math.toDegrees(Math.atan2(yMetres, xMetres)), height);
    }

    public double distanceMetres(Ecef other) {
        return Math.hypot(Math.hypot(xMetres - other.xMetres, yMetres - other.yMetres), zMetres - other.zMetres);
    }
}

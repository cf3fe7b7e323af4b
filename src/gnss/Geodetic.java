package depot.gnss;

/**
 * A place by latitude, longitude and height on the WGS 84 ellipsoid.
 *
 * @param latitudeDegrees north is positive
 * @param longitudeDegrees east is positive
 * @param heightMetres above the ellipsoid: not above mean sea level, from which it is often tens of metres apart
 */
public record Geodetic(double latitudeDegrees, double longitudeDegrees, double heightMetres) {
    public Ecef toEcef() {
        double latitude = Math.toRadians(latitudeDegrees);
        double longitude = Math.toRadians(longitudeDegrees);
        double sin = Math.sin(latitude);
        double cos = Math.cos(latitude);
        double normal = Wgs84.SEMI_MAJOR_METRES / Math.sqrt(1 - Wgs84.ECCENTRICITY_SQUARED * sin * sin);
        return new Ecef((normal + heightMetres) * cos * Math.cos(longitude), (normal + heightMetres) * cos * Math.sin(longitude),
                (normal * (1 - Wgs84.ECCENTRICITY_SQUARED) + heightMetres) * sin);
    }
}

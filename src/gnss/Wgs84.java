package depot.gnss;

/** The WGS 84 ellipsoid: NGA.STND.0036 version 1.0.0, section 3.4. */
final class Wgs84 {
    static final double SEMI_MAJOR_METRES = 6_378_137.0;
    static final double FLATTENING = 1 / 298.257223563;
    static final double SEMI_MINOR_METRES = SEMI_MAJOR_METRES * (1 - FLATTENING);
    static final double ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);
    static final double SECOND_ECCENTRICITY_SQUARED = ECCENTRICITY_SQUARED / (1 - ECCENTRICITY_SQUARED);

    private Wgs84() {}
}

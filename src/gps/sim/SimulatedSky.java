package depot.gps.sim;

import depot.gnss.Constellation;
import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Simulated satellites on circular orbits: as many, as high, as tilted and as fast as those of the real systems, so that they
 * rise, move and set as an operator expects. Immutable.
 */
final class SimulatedSky {
    private static final double EARTH_ROTATION_RADIANS_PER_SECOND = 7.2921151467e-5;
    private static final double GRAVITATION = 3.986004418e14; // m³/s²
    private static final List<Orbits> SYSTEMS = List.of(
            new Orbits(Constellation.GPS, 6, 5, 26_560_000, 55), new Orbits(Constellation.GLONASS, 3, 8, 25_510_000, 64.8),
            new Orbits(Constellation.GALILEO, 3, 8, 29_600_000, 56), new Orbits(Constellation.BEIDOU, 3, 8, 27_906_000, 55));

    private record Orbits(Constellation system, int planes, int inPlane, double radiusMetres, double inclinationDegrees) {}

    /**
     * @param number within its system, from 1
     * @param carrierToNoiseDbHz the higher it stands, the better
     */
    record Satellite(Constellation constellation, int number, int elevationDegrees, int azimuthDegrees, int carrierToNoiseDbHz) {
        private static final int MASK_DEGREES = 10;

        boolean used() {
            return elevationDegrees >= MASK_DEGREES;
        }
    }

    private final Ecef place;
    private final double latitude;
    private final double longitude;

    SimulatedSky(Geodetic observer) {
        place = observer.toEcef();
        latitude = Math.toRadians(observer.latitudeDegrees());
        longitude = Math.toRadians(observer.longitudeDegrees());
    }

    /** Those above the horizon. */
    List<Satellite> at(Instant time) {
        double seconds = time.getEpochSecond() + time.getNano() / 1e9;
        List<Satellite> inView = new ArrayList<>();
        for (Orbits orbits : SYSTEMS) {
            for (int i = 0; i < orbits.planes * orbits.inPlane; i++) {
                Satellite satellite = satellite(orbits, i, seconds);
                if (satellite.elevationDegrees > 0) {
                    inView.add(satellite);
                }
            }
        }
        return inView;
    }

    private Satellite satellite(Orbits orbits, int index, double seconds) {
        int plane = index / orbits.inPlane;
        double speed = Math.sqrt(GRAVITATION / Math.pow(orbits.radiusMetres, 3));
        double along = 2 * Math.PI * (index % orbits.inPlane) / orbits.inPlane + plane * 0.7 + speed * seconds;
        double node = 2 * Math.PI * plane / orbits.planes + orbits.system.ordinal() - EARTH_ROTATION_RADIANS_PER_SECOND * seconds;
        double tilt = Math.toRadians(orbits.inclinationDegrees);
        double u = orbits.radiusMetres * Math.cos(along);
        double v = orbits.radiusMetres * Math.sin(along);
        double dx = u * Math.cos(node) - v * Math.cos(tilt) * Math.sin(node) - place.xMetres();
        double dy = u * Math.sin(node) + v * Math.cos(tilt) * Math.cos(node) - place.yMetres();
        double dz = v * Math.sin(tilt) - place.zMetres();
        double east = -Math.sin(longitude) * dx + Math.cos(longitude) * dy;
        double outward = Math.cos(longitude) * dx + Math.sin(longitude) * dy;
        double north = -Math.sin(latitude) * outward + Math.cos(latitude) * dz;
        double up = Math.cos(latitude) * outward + Math.sin(latitude) * dz;
        double elevation = Math.atan2(up, Math.hypot(east, north));
        int azimuth = Math.floorMod((int) Math.toDegrees(Math.atan2(east, north)), 360);
        return new Satellite(orbits.system, index + 1, (int) Math.toDegrees(elevation), azimuth,
                (int) Math.round(30 + 19 * Math.max(0, Math.sin(elevation))));
    }
}

package depot.gnss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeodeticTest {
    private static final double ANGLE = 1e-9; // degrees: 0.1 mm on the ground
    private static final double LENGTH = 1e-4; // metres

    /** Values of an independent program (the scanner beside the captures), and the ends of the axes. */
    @ParameterizedTest
    @CsvSource({
        "4444030.8028, 3085671.2349, 3366658.256, 32.065832545, 34.773819035, 72.1342",
        "3811965.6701, -175800.0708, 5093615.5606, 53.344802703, -2.640493394, 88.5114",
        "6378137, 0, 0, 0, 0, 0",
        "-6378137, 0, 0, 0, 180, 0",
        "0, 6378147, 0, 0, 90, 10",
        "0, 0, 6356752.3142, 90, 0, 0",
        "0, 0, -6356852.3142, -90, 0, 100"})
    void isWhereOthersPutIt(double x, double y, double z, double latitude, double longitude, double height) {
        Geodetic place = new Ecef(x, y, z).toGeodetic();
        assertEquals(latitude, place.latitudeDegrees(), ANGLE);
        assertEquals(longitude, place.longitudeDegrees(), ANGLE);
        assertEquals(height, place.heightMetres(), LENGTH);
    }

    @Test
    void comesBackFromAnywhere() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            Geodetic place = new Geodetic(random.nextDouble() * 180 - 90, random.nextDouble() * 360 - 180,
                    random.nextInt(8) == 0 ? random.nextDouble() * 3e7 : random.nextDouble() * 110_000 - 100_000);
            Ecef there = place.toEcef();
            Geodetic back = there.toGeodetic();
            assertEquals(place.latitudeDegrees(), back.latitudeDegrees(), ANGLE, place::toString);
            assertEquals(place.heightMetres(), back.heightMetres(), LENGTH, place::toString);
            assertTrue(there.distanceMetres(back.toEcef()) < LENGTH, place::toString);
        }
    }

    @Test
    void theCentreOfTheEarthIsSomewhereToo() {
        Geodetic centre = new Ecef(0, 0, 0).toGeodetic();
        assertEquals(new Geodetic(0, 0, -6_378_137), centre);
    }
}

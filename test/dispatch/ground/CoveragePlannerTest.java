package depot.dispatch.ground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;

/** Lanes stay in their area and out of keep-outs, whatever the form, and cover what they can. */
class CoveragePlannerTest {
    private static final int RANDOM_FIELDS = 60;

    private static void requireWithin(String what, CoverageRequest request, CoverageOutcome.Planned planned) {
        LineString route = Plane.SHAPES.createLineString(planned.waypoints().toArray(Coordinate[]::new));
        Geometry outside = route.difference(request.area());
        assertTrue(outside.getLength() < 1e-9, () -> what + ": leaves the area, " + outside);
        for (Geometry keepOut : request.keepOuts()) {
            Geometry inside = route.intersection(keepOut);
            assertTrue(inside.getLength() < 1e-9, () -> what + ": is in a keep-out, " + inside);
            if (request.insetMetres() > 0) {
                assertTrue(route.distance(keepOut) > request.insetMetres() * 0.98 - 0.003, () -> what + ": comes within "
                        + route.distance(keepOut));
            }
        }
        assertTrue(planned.coveredShare() >= 0 && planned.coveredShare() <= 1);
        assertEquals(route.getLength(), planned.lengthMetres(), 1e-6);
    }

    @Test
    void aRouteIsNeverOutsideOrInAKeepOutOnAnyField() {
        SplittableRandom random = new SplittableRandom(18);
        int planned = 0;
        for (int i = 0; i < RANDOM_FIELDS; i++) {
            Fields.Field field = Fields.random(random);
            CoverageRequest request = request(field, random);
            if (CoveragePlanner.plan(request) instanceof CoverageOutcome.Planned made) {
                planned++;
                requireWithin("random field " + i + " " + request, request, made);
            }
        }
        assertTrue(planned > RANDOM_FIELDS / 2, "of most fields there is a route: " + planned);
    }

    private static CoverageRequest request(Fields.Field field, RandomGenerator random) {
        return field.request(random.nextDouble(0.4, 4), random.nextInt(3) == 0 ? 0 : random.nextDouble(0, 1.5),
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble(-7, 7)), random.nextInt(3));
    }

    @Test
    void everyKnownFieldIsCovered() {
        for (Map.Entry<String, Fields.Field> field : Fields.all().entrySet()) {
            for (int headlands = 0; headlands <= 2; headlands++) {
                CoverageRequest request = field.getValue().request(1, 0.5, OptionalDouble.empty(), headlands);
                CoverageOutcome.Planned planned = assertInstanceOf(CoverageOutcome.Planned.class, CoveragePlanner.plan(request),
                        field.getKey());
                requireWithin(field.getKey(), request, planned);
                double least = field.getKey().equals("star") ? 0.75 : 0.93;
                String what = field.getKey() + " with " + headlands + " headlands: ";
                assertTrue(planned.coveredShare() > least, () -> what + planned.coveredShare());
            }
        }
    }

    @Test
    void theAngleIsTheOneWithTheFewestTurnsOrTheOneGiven() {
        Fields.Field yard = Fields.all().get("48 × 64 m");
        CoverageOutcome.Planned best = (CoverageOutcome.Planned) CoveragePlanner.plan(yard.request(1, 0.5, OptionalDouble.empty(), 0));
        assertEquals(Math.PI / 2, best.angle(), 1e-9, "along the 64 m");
        assertEquals(47, best.turns(), "48 lanes");
        CoverageOutcome.Planned given = (CoverageOutcome.Planned) CoveragePlanner.plan(yard.request(1, 0.5, OptionalDouble.of(0), 0));
        assertEquals(0, given.angle());
        assertEquals(63, given.turns());
        Coordinate a = given.waypoints().get(0);
        Coordinate b = given.waypoints().get(1);
        assertEquals(a.y, b.y, 1e-9, "its lanes lie east and west");
        CoverageOutcome.Planned north = (CoverageOutcome.Planned) CoveragePlanner.plan(yard.request(1, 0.5, OptionalDouble.of(Math.PI / 2),
                0));
        assertEquals(north.waypoints().get(0).x, north.waypoints().get(1).x, 1e-9, "counterclockwise from east");
    }

    @ParameterizedTest
    @CsvSource({"1, 30, insetMetres", "1, 24.1, insetMetres"})
    void whereNoLaneFitsItSaysSo(double lane, double inset, String field) {
        CoverageOutcome.None none = assertInstanceOf(CoverageOutcome.None.class,
                CoveragePlanner.plan(Fields.all().get("48 × 64 m").request(lane, inset, OptionalDouble.empty(), 0)));
        assertEquals(field, none.field());
    }

    @Test
    void aKeepOutOverAllOfItLeavesNothing() {
        Geometry area = Fields.all().get("L").area();
        CoverageOutcome.None none = assertInstanceOf(CoverageOutcome.None.class,
                CoveragePlanner.plan(new CoverageRequest(area, List.of(area.buffer(1)), 1, 0.5, OptionalDouble.empty(), 0)));
        assertEquals("keepOut", none.field());
    }

    @Test
    void aLaneTooNarrowForTheAreaIsRefusedAtOnce() {
        Geometry area = Fields.all().get("48 × 64 m").area();
        CoverageOutcome.None none = assertInstanceOf(CoverageOutcome.None.class,
                CoveragePlanner.plan(new CoverageRequest(area, List.of(), 0.01, 0.005, OptionalDouble.of(0.3), 0)));
        assertEquals("laneMetres", none.field());
    }

    @Test
    void aKeepOutAcrossLeavesTheLargerPartAndSaysSo() {
        Fields.Field yard = Fields.all().get("48 × 64 m");
        Geometry wall = Plane.SHAPES.createPolygon(new Coordinate[] {new Coordinate(-1, 20), new Coordinate(50, 20), new Coordinate(50, 22),
            new Coordinate(-1, 22), new Coordinate(-1, 20)});
        CoverageOutcome.Planned planned = (CoverageOutcome.Planned) CoveragePlanner.plan(
                new CoverageRequest(yard.area(), List.of(wall), 1, 0.5, OptionalDouble.empty(), 0));
        assertEquals(1, planned.piecesLeftOut());
        assertEquals(42.0 / 62, planned.coveredShare(), 0.02);
        planned.waypoints().forEach(place -> assertTrue(place.y > 22));
    }
}

package depot.dispatch.ground;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Fields for lanes to be planned on, in metres: each a trouble of its own. */
public final class Fields {
    private Fields() {}

    /** @param keepOuts may be none */
    public record Field(Geometry area, List<Geometry> keepOuts) {
        public CoverageRequest request(double lane, double inset, OptionalDouble angle, int headlands) {
            return new CoverageRequest(area, keepOuts, lane, inset, angle, headlands);
        }
    }

    /** By what they are. */
    public static Map<String, Field> all() {
        Map<String, Field> fields = new LinkedHashMap<>();
        fields.put("48 × 64 m", field("POLYGON((0 0,48 0,48 64,0 64,0 0))"));
        fields.put("48 × 64 m, turned", new Field(AffineTransformation.rotationInstance(0.5)
                .transform(shape("POLYGON((0 0,48 0,48 64,0 64,0 0))")), List.of()));
        fields.put("convex", field("POLYGON((0 10,25 0,60 8,70 35,40 60,8 45,0 10))"));
        fields.put("triangle", field("POLYGON((0 0,60 0,10 45,0 0))"));
        fields.put("L", field("POLYGON((0 0,60 0,60 20,20 20,20 50,0 50,0 0))"));
        fields.put("U", field("POLYGON((0 0,60 0,60 50,40 50,40 20,20 20,20 50,0 50,0 0))"));
        fields.put("a notch", field("POLYGON((0 0,60 0,60 40,32 40,31 12,29 12,28 40,0 40,0 0))"));
        fields.put("comb", field(
                "POLYGON((0 0,70 0,70 40,60 40,60 10,50 10,50 40,40 40,40 10,30 10,30 40,20 40,20 10,10 10,10 40,0 40,0 0))"));
        fields.put("a hole", field("POLYGON((0 0,60 0,60 50,0 50,0 0))", "POLYGON((20 15,40 15,40 35,20 35,20 15))"));
        fields.put("three holes", field("POLYGON((0 0,80 0,80 60,0 60,0 0))", "POLYGON((10 10,20 10,20 20,10 20,10 10))",
                "POLYGON((40 20,55 25,50 40,38 35,40 20))", "POLYGON((62 45,70 44,66 52,62 45))"));
        fields.put("needle, 1.2 × 90 m", field("POLYGON((0 0,90 30,89.6 31.1,-0.4 1.1,0 0))"));
        fields.put("needle, 3 × 90 m", field("POLYGON((0 0,90 30,89.05 32.85,-0.95 2.85,0 0))"));
        fields.put("neck", field("POLYGON((0 0,30 0,30 14,50 14,50 0,80 0,80 40,50 40,50 20,30 20,30 40,0 40,0 0))"));
        fields.put("star", new Field(star(20, 14, 40), List.of()));
        return fields;
    }

    private static Geometry shape(String wkt) {
        try {
            return new WKTReader(Plane.SHAPES).read(wkt);
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Field field(String area, String... keepOuts) {
        return new Field(shape(area), java.util.Arrays.stream(keepOuts).map(Fields::shape).toList());
    }

    private static Geometry star(int points, double inner, double outer) {
        Coordinate[] ring = new Coordinate[2 * points + 1];
        for (int i = 0; i < 2 * points; i++) {
            double radius = i % 2 == 0 ? outer : inner;
            ring[i] = new Coordinate(50 + radius * Math.cos(Math.PI * i / points), 50 + radius * Math.sin(Math.PI * i / points));
        }
        ring[2 * points] = ring[0];
        return Plane.SHAPES.createPolygon(ring);
    }

    /** A polygon around a middle, its corners at random distances; with random keep-outs, which may cut it or lie half outside. */
    public static Field random(RandomGenerator random) {
        double size = 5 + random.nextDouble(80);
        List<Geometry> keepOuts = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            keepOuts.add(blob(random, random.nextDouble(-size, size), random.nextDouble(-size, size), size * random.nextDouble(0.05, 0.4)));
        }
        return new Field(blob(random, 0, 0, size), keepOuts);
    }

    private static Geometry blob(RandomGenerator random, double x, double y, double size) {
        int corners = 3 + random.nextInt(12);
        Coordinate[] ring = new Coordinate[corners + 1];
        for (int i = 0; i < corners; i++) {
            double radius = size * random.nextDouble(0.15, 1);
            double angle = 2 * Math.PI * i / corners;
            ring[i] = new Coordinate(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
        }
        ring[corners] = ring[0].copy();
        return Plane.SHAPES.createPolygon(ring);
    }
}

package depot.dispatch.exchange;

import depot.dispatch.ground.Plane;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads GPX (1.0, 1.1) and KML (2.2, and Google's {@code gx:Track}) as streams. Document types and what they could fetch or expand are
 * refused. Heights and times are skipped. Pure.
 */
public final class XmlMaps {
    private static final int DEEPEST = 100; // folders in folders
    private static final int LONGEST_TEXT = 1000;
    private static final XMLInputFactory FACTORY = XMLInputFactory.newDefaultFactory();

    static {
        FACTORY.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        FACTORY.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        FACTORY.setProperty(XMLInputFactory.IS_COALESCING, false); // a text may be most of the file
        FACTORY.setProperty("jdk.xml.maxElementDepth", DEEPEST);
    }

    private final Drawings drawings = new Drawings();
    private final XMLStreamReader xml;
    private int count;

    private XmlMaps(XMLStreamReader xml) {
        this.xml = xml;
    }

    /** What walks through one format's elements. */
    @FunctionalInterface
    private interface Walk {
        void walk(XmlMaps maps) throws XMLStreamException;
    }

    /** Waypoints are points, routes and each stretch of a track are lines. @throws BadFile */
    public static List<Drawing> gpx(byte[] bytes) {
        return read(bytes, "gpx", XmlMaps::gpx);
    }

    /** Placemarks, in whatever folders they are. @throws BadFile */
    public static List<Drawing> kml(byte[] bytes) {
        return read(bytes, "kml", XmlMaps::kml);
    }

    private static List<Drawing> read(byte[] bytes, String root, Walk walk) {
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(bytes));
            try {
                while (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    if (xml.getEventType() == XMLStreamConstants.DTD) {
                        throw new BadFile("declares a document type, which is not taken");
                    }
                }
                if (!xml.getLocalName().equals(root)) {
                    throw new BadFile("is no " + root.toUpperCase(java.util.Locale.ROOT) + ": it begins with <" + xml.getLocalName() + ">");
                }
                XmlMaps maps = new XmlMaps(xml);
                walk.walk(maps);
                return maps.drawings.all();
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            throw new BadFile("is no sound XML at line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNumber()));
        }
    }

    /** Goes to the next child of the element that the reader is in; false at its end. */
    private boolean child() throws XMLStreamException {
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.END_ELEMENT || event == XMLStreamConstants.END_DOCUMENT) {
                return false;
            }
        }
    }

    private void skip() throws XMLStreamException {
        while (child()) {
            skip();
        }
    }

    /** Takes a piece of a text. */
    @FunctionalInterface
    private interface Piece {
        void take(char[] chars, int from, int length);
    }

    /** Hands on the text of the element that the reader is in, without that of elements in it, as it comes. */
    private void pieces(Piece piece) throws XMLStreamException {
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                piece.take(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                skip();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            }
        }
    }

    /** The beginning of a text that is longer than any name. */
    private String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        pieces((chars, from, length) -> text.append(chars, from, Math.min(length, LONGEST_TEXT - text.length())));
        return text.toString().strip();
    }

    /** Hands on what stands between white space, one after the other. */
    private void words(String source, Consumer<String> words) throws XMLStreamException {
        StringBuilder word = new StringBuilder();
        pieces((chars, from, length) -> {
            for (int i = from; i < from + length; i++) {
                if (!Character.isWhitespace(chars[i])) {
                    word.append(chars[i]);
                } else if (!word.isEmpty()) {
                    words.accept(word.toString());
                    word.setLength(0);
                }
                if (word.length() > LONGEST_TEXT) {
                    throw noNumbers(source);
                }
            }
        });
        if (!word.isEmpty()) {
            words.accept(word.toString());
        }
    }

    private static BadFile noNumbers(String source) {
        return new BadFile(source + " has a place that is no two numbers");
    }

    private void add(String name, Drawing drawn) {
        drawings.add(new Drawing(name == null || name.isBlank() ? null : name, null, drawn.kind(), drawn.places(), null, drawn.source()));
    }

    /** Keeps what has places until its name is known, which may come after it. */
    private void draw(List<Drawing> drawn, Drawing.Kind kind, List<Plane.Corner> places, String source) {
        if (!places.isEmpty()) {
            drawings.requireRoom(drawn.size());
            drawn.add(new Drawing(null, null, kind, places, null, source));
        }
    }

    // ---- GPX

    private void gpx() throws XMLStreamException {
        while (child()) {
            String source = xml.getLocalName() + " " + ++count;
            switch (xml.getLocalName()) {
                case "wpt" -> {
                    Plane.Corner place = place(source);
                    add(name(), new Drawing(null, null, Drawing.Kind.POINT, List.of(place), null, source));
                }
                case "rte" -> line("rtept", source);
                case "trk" -> track(source);
                default -> skip();
            }
        }
    }

    private Plane.Corner place(String source) {
        String lat = xml.getAttributeValue(null, "lat");
        String lon = xml.getAttributeValue(null, "lon");
        if (lat == null || lon == null) {
            throw new BadFile(source + " has a place without lat or lon");
        }
        return drawings.place(lon, lat, source);
    }

    private String name() throws XMLStreamException {
        String name = null;
        while (child()) {
            if (xml.getLocalName().equals("name")) {
                name = text();
            } else {
                skip();
            }
        }
        return name;
    }

    private void line(String point, String source) throws XMLStreamException {
        String name = null;
        List<Plane.Corner> places = new ArrayList<>();
        while (child()) {
            if (xml.getLocalName().equals("name")) {
                name = text();
            } else {
                if (xml.getLocalName().equals(point)) {
                    places.add(place(source));
                }
                skip();
            }
        }
        if (!places.isEmpty()) {
            add(name, new Drawing(null, null, Drawing.Kind.LINE, places, null, source));
        }
    }

    private void track(String source) throws XMLStreamException {
        String name = null;
        List<Drawing> stretches = new ArrayList<>();
        while (child()) {
            switch (xml.getLocalName()) {
                case "name" -> name = text();
                case "trkseg" -> {
                    List<Plane.Corner> places = new ArrayList<>();
                    while (child()) {
                        if (xml.getLocalName().equals("trkpt")) {
                            places.add(place(source));
                        }
                        skip();
                    }
                    draw(stretches, Drawing.Kind.LINE, places, source);
                }
                default -> skip();
            }
        }
        for (Drawing each : stretches) {
            add(name, each);
        }
    }

    // ---- KML

    private void kml() throws XMLStreamException {
        while (child()) {
            switch (xml.getLocalName()) {
                case "Document", "Folder" -> kml();
                case "Placemark" -> placemark("Placemark " + ++count);
                default -> skip();
            }
        }
    }

    private void placemark(String source) throws XMLStreamException {
        String name = null;
        List<Drawing> drawn = new ArrayList<>();
        while (child()) {
            if (xml.getLocalName().equals("name")) {
                name = text();
            } else {
                shape(source, drawn);
            }
        }
        for (Drawing each : drawn) {
            add(name, each);
        }
    }

    private void shape(String source, List<Drawing> drawn) throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "Point" -> draw(drawn, Drawing.Kind.POINT, coordinates(source), source);
            case "LineString" -> draw(drawn, Drawing.Kind.LINE, coordinates(source), source);
            case "LinearRing" -> draw(drawn, Drawing.Kind.AREA, Drawings.ring(coordinates(source)), source);
            case "Track" -> draw(drawn, Drawing.Kind.LINE, placesOfTrack(source), source);
            case "MultiGeometry", "MultiTrack" -> {
                while (child()) {
                    shape(source, drawn);
                }
            }
            case "Polygon" -> {
                while (child()) {
                    Drawing.Kind kind = xml.getLocalName().equals("innerBoundaryIs") ? Drawing.Kind.HOLE : Drawing.Kind.AREA;
                    if (xml.getLocalName().endsWith("BoundaryIs")) {
                        while (child()) {
                            draw(drawn, kind, Drawings.ring(coordinates(source)), source);
                        }
                    } else {
                        skip();
                    }
                }
            }
            default -> skip();
        }
    }

    /** "lon,lat[,height]" with white space between. */
    private List<Plane.Corner> coordinates(String source) throws XMLStreamException {
        List<Plane.Corner> places = new ArrayList<>();
        while (child()) {
            if (!xml.getLocalName().equals("coordinates")) {
                skip();
                continue;
            }
            words(source, tuple -> {
                String[] numbers = tuple.split(",", 3);
                if (numbers.length < 2) {
                    throw noNumbers(source);
                }
                places.add(drawings.place(numbers[0], numbers[1], source));
            });
        }
        return places;
    }

    /** "lon lat height", one element each. */
    private List<Plane.Corner> placesOfTrack(String source) throws XMLStreamException {
        List<Plane.Corner> places = new ArrayList<>();
        while (child()) {
            if (xml.getLocalName().equals("coord")) {
                String[] numbers = text().split("\\s+", 3);
                if (numbers.length < 2) {
                    throw noNumbers(source);
                }
                places.add(drawings.place(numbers[0], numbers[1], source));
            } else {
                skip();
            }
        }
        return places;
    }
}

package depot.dispatch.exchange;

import depot.dispatch.ground.Plane;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads GPX (1.0, 1.1) and KML (2.2, and Google's {@code gx:Track}) as streams. Document types and what they could fetch or expand are
 * refused. Heights and times are skipped. Pure.
 */
public final class XmlMaps {
    private static final XMLInputFactory FACTORY = XMLInputFactory.newDefaultFactory();

    static {
        FACTORY.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        FACTORY.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        FACTORY.setProperty(XMLInputFactory.IS_COALESCING, true);
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

    private String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(xml.getText());
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                skip();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                return text.toString().strip();
            }
        }
    }

    private void add(String name, Drawing.Kind kind, List<Plane.Corner> places, String source) {
        if (!places.isEmpty()) {
            drawings.add(new Drawing(name == null || name.isBlank() ? null : name, null, kind, places, null, source));
        }
    }

    // ---- GPX

    private void gpx() throws XMLStreamException {
        while (child()) {
            String source = xml.getLocalName() + " " + ++count;
            switch (xml.getLocalName()) {
                case "wpt" -> {
                    Plane.Corner place = place(source);
                    add(name(), Drawing.Kind.POINT, List.of(place), source);
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
        return Drawings.place(lon, lat, source);
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
        add(name, Drawing.Kind.LINE, places, source);
    }

    private void track(String source) throws XMLStreamException {
        String name = null;
        List<List<Plane.Corner>> stretches = new ArrayList<>();
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
                    stretches.add(places);
                }
                default -> skip();
            }
        }
        for (List<Plane.Corner> each : stretches) {
            add(name, Drawing.Kind.LINE, each, source);
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
        for (Drawing each : drawn) { // its name may come after its shape
            add(name, each.kind(), each.places(), source);
        }
    }

    private void shape(String source, List<Drawing> drawn) throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "Point" -> drawn.add(new Drawing(null, null, Drawing.Kind.POINT, coordinates(source), null, source));
            case "LineString" -> drawn.add(new Drawing(null, null, Drawing.Kind.LINE, coordinates(source), null, source));
            case "LinearRing" -> drawn.add(new Drawing(null, null, Drawing.Kind.AREA, Drawings.ring(coordinates(source)), null, source));
            case "Track" -> drawn.add(new Drawing(null, null, Drawing.Kind.LINE, placesOfTrack(source), null, source));
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
                            drawn.add(new Drawing(null, null, kind, Drawings.ring(coordinates(source)), null, source));
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
            for (String tuple : text().split("\\s+")) {
                if (!tuple.isEmpty()) {
                    String[] numbers = tuple.split(",");
                    if (numbers.length < 2) {
                        throw new BadFile(source + " has a place that is no two numbers");
                    }
                    places.add(Drawings.place(numbers[0], numbers[1], source));
                }
            }
        }
        return places;
    }

    /** "lon lat height", one element each. */
    private List<Plane.Corner> placesOfTrack(String source) throws XMLStreamException {
        List<Plane.Corner> places = new ArrayList<>();
        while (child()) {
            if (xml.getLocalName().equals("coord")) {
                String[] numbers = text().split("\\s+");
                if (numbers.length < 2) {
                    throw new BadFile(source + " has a place that is no two numbers");
                }
                places.add(Drawings.place(numbers[0], numbers[1], source));
            } else {
                skip();
            }
        }
        return places;
    }
}

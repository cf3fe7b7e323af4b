package depot.dispatch.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of 8 MB that are made to cost much: they are refused before they do. */
class XmlMapsTest {
    private static final int BYTES = 8 << 20;
    private static final long MOST_ALLOCATED = 32L * BYTES; // most of it garbage at once

    private static byte[] file(String head, String again, String tail) {
        return (head + again.repeat((BYTES - head.length() - tail.length()) / again.length()) + tail).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"<kml><Placemark><LineString><coordinates>,'0,0 ',</coordinates></LineString></Placemark></kml>,places",
        "<kml><Placemark><Track>,<coord>0 0</coord>,</Track></Placemark></kml>,places",
        "<kml><Placemark><MultiGeometry>,'<Point><coordinates>0,0</coordinates></Point>',</MultiGeometry></Placemark></kml>,drawings",
        "<gpx><rte>,<rtept lat='0' lon='0'/>,</rte></gpx>,places",
        "<gpx><trk>,<trkseg><trkpt lat='0' lon='0'/></trkseg>,</trk></gpx>,drawings",
        "<kml>,<Folder>,'',line 1", "<kml><a>,<a>,'',line 1"})
    void whatHasTooManyIsRefusedBeforeAllIsRead(String head, String again, String tail, String why) {
        byte[] bytes = file(head, again, tail == null ? "" : tail);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        BadFile refused = assertThrows(BadFile.class, () -> {
            if (head.startsWith("<kml>")) {
                XmlMaps.kml(bytes);
            } else {
                XmlMaps.gpx(bytes);
            }
        });
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(refused.getMessage().contains(why), refused::getMessage);
        assertTrue(allocated < MOST_ALLOCATED, () -> allocated + " bytes allocated");
    }

    @Test
    void aNameAsLongAsTheFileIsCut() {
        String tail = "</name><Point><coordinates>\n 13.4,52.5,7\n</coordinates></Point></Placemark></kml>";
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] bytes = file("<kml><Placemark><name>", "long ", tail);
        long before = threads.getCurrentThreadAllocatedBytes();
        List<Drawing> drawings = XmlMaps.kml(bytes);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(1, drawings.size());
        assertTrue(drawings.getFirst().name().startsWith("long long") && drawings.getFirst().name().length() <= 1000);
        assertTrue(allocated < MOST_ALLOCATED, () -> allocated + " bytes allocated");
    }

    @Test
    void placesAreReadAcrossThePiecesInWhichTheyCome() {
        String places = " 13.25,52.125,1\t-13.5,-52.5\n".repeat(5000);
        List<Drawing> drawings = XmlMaps.kml(("<kml><Placemark><LineString><coordinates>" + places
                + "<!-- a note -->1,<![CDATA[2]]>,0</coordinates></LineString></Placemark></kml>").getBytes(StandardCharsets.UTF_8));
        assertEquals(10_001, drawings.getFirst().places().size());
        assertTrue(drawings.getFirst().places().stream().limit(10_000).allMatch(place -> Math.abs(place.lat()) > 52
                && Math.abs(place.lon()) > 13));
        assertEquals(2, drawings.getFirst().places().getLast().lat());
    }
}

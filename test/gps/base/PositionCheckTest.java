package depot.gps.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.Geodetic;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.support.ManualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions that people type, against fixes that real receivers sent: NAV-PVT with 12 m accuracy, and sentences. */
class PositionCheckTest {
    /** As the capture's index has its last NAV-PVT: 82.8 m above the ellipsoid, 34.3 m above the sea. */
    private static final Geodetic TRUE_PLACE = new Geodetic(53.4506714, -2.2403057, 82.815);
    private static final double ABOVE_SEA = 34.331;

    @TempDir
    Path folder;

    private BaseMemory memory(String capture) {
        BaseMemory memory = new BaseMemory(Optional.of(folder), new ManualTime());
        for (Frame frame : Streams.framed(Captures.read(capture)).frames()) {
            memory.frame(frame);
        }
        return memory;
    }

    private static Optional<PositionCheck.Doubt> doubt(BaseMemory memory, Geodetic given) {
        return new PositionCheck(memory::lastFix, 5).doubt(given.toEcef(), 0);
    }

    @Test
    void whatTheAccuraciesExplainIsTaken() {
        BaseMemory memory = memory("f9p-config-poll-ack.ubx");
        assertEquals(Optional.empty(), doubt(memory, TRUE_PLACE));
        assertEquals(Optional.empty(), doubt(memory, new Geodetic(53.4508, -2.2403057, 100)), "14 m north, 17 m up");
    }

    @Test
    void theHeightAboveTheSea() {
        PositionCheck.Doubt doubt = doubt(memory("f9p-config-poll-ack.ubx"), new Geodetic(53.4506714, -2.2403057, ABOVE_SEA)).orElseThrow();
        assertEquals(48.5, doubt.distanceMetres(), 0.1);
        assertTrue(doubt.why().contains("the height seems to be above the sea; above the ellipsoid it is about 82.8 m"), doubt::why);
    }

    @Test
    void latitudeAndLongitudeSwapped() {
        PositionCheck.Doubt doubt = doubt(memory("f9p-config-poll-ack.ubx"), new Geodetic(-2.2403057, 53.4506714, 82.8)).orElseThrow();
        assertTrue(doubt.distanceMetres() > 5_000_000 && doubt.why().endsWith("latitude and longitude seem to be swapped"), doubt::why);
    }

    @Test
    void aDigitTooMuch() {
        PositionCheck.Doubt doubt = doubt(memory("f9p-config-poll-ack.ubx"), new Geodetic(53.4606714, -2.2403057, 82.8)).orElseThrow();
        assertEquals(1113, doubt.distanceMetres(), 2);
        assertTrue(doubt.why().endsWith("from the last fix before time mode"), doubt::why);
    }

    /** GGA alone: its altitude and separation make the height. */
    @Test
    void sentencesTellTooAndABasesOwnDoNot() {
        BaseMemory memory = memory("f9p-nmea.log");
        assertEquals(Optional.empty(), doubt(memory, new Geodetic(-45.8775655, 170.5001117, 16.6)));
        assertTrue(doubt(memory, new Geodetic(-45.8775655, 170.5001117, 61.6)).isPresent());
        assertTrue(memory("f9p-base-mixed-a.log").lastFix().isEmpty(), "in time mode it only repeats what it was given");
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() throws Exception {
        ManualTime time = new ManualTime();
        BaseMemory memory = new BaseMemory(Optional.of(folder.resolve("later")), time);
        memory.noteSent(TRUE_PLACE.toEcef());
        memory.save();
        Files.createDirectory(folder.resolve("later"));
        memory.save();
        assertTrue(!Files.exists(folder.resolve("later/base-seen.json")), "not at once again");
        time.advance(Duration.ofSeconds(10));
        memory.save();
        assertEquals(Optional.of(TRUE_PLACE.toEcef()), new BaseMemory(Optional.of(folder.resolve("later")), time).lastSent());
    }

    @Test
    void itIsKnownAfterARestartAndNothingIsDoubtedWhereNothingIsKnown() throws Exception {
        assertEquals(Optional.empty(), doubt(new BaseMemory(Optional.empty(), new ManualTime()), TRUE_PLACE));
        BaseMemory memory = memory("f9p-config-poll-ack.ubx");
        memory.noteSent(TRUE_PLACE.toEcef());
        memory.confirm(new Geodetic(1, 2, 3).toEcef());
        memory.save();
        BaseMemory next = new BaseMemory(Optional.of(folder), new ManualTime());
        assertEquals(memory.lastFix(), next.lastFix());
        assertEquals(Optional.of(TRUE_PLACE.toEcef()), next.lastSent());
        assertEquals(Optional.of(new Geodetic(1, 2, 3).toEcef()), next.confirmed());
        Files.writeString(folder.resolve("base-seen.json"), "no json");
        assertTrue(new BaseMemory(Optional.of(folder), new ManualTime()).lastFix().isEmpty(),
                "it is logged, and the base goes on");
    }
}

package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterFileTest {
    private static final Rover ONE = new Rover("r1", "Größe \"1\"", "ws://a:4850", "ws://a:4851", true, 24.5, 3, new Pose(1.5, -2, 3),
            1_700_000_000_123L);
    private static final Rover TWO = new Rover("r2", "two", "ws://b:4850", "rtsp://b", false, 0, 0, Pose.ORIGIN, 7);

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        RosterFile file = new RosterFile(directory);
        assertEquals(List.of(), file.read(10));
        file.write(List.of(ONE, TWO));
        assertEquals(List.of(ONE, TWO), new RosterFile(directory).read(10));
        file.write(List.of(TWO));
        assertEquals(List.of(TWO), file.read(10));
    }

    @Test
    void whatTheRegistryHasAndLacksIsReadBack() throws Exception {
        UUID id = UUID.randomUUID();
        new RosterFile(directory, new RosterFile.Registry() {
            @Override
            public Optional<UUID> id() {
                return Optional.of(id);
            }

            @Override
            public boolean isUnwritten(String roverId) {
                return roverId.equals("r2");
            }

            @Override
            public OptionalLong row(String roverId) {
                return roverId.equals("r1") ? OptionalLong.of(1_795_912_916_123_457L) : OptionalLong.empty();
            }
        }).write(List.of(ONE, TWO));
        RosterFile file = new RosterFile(directory);
        assertEquals(List.of(ONE, TWO), file.read(10));
        assertEquals(Optional.of(id), file.readRegistry());
        assertEquals(Set.of("r2"), file.readUnwritten());
        assertEquals(Map.of("r1", 1_795_912_916_123_457L), file.readRows());
    }

    @Test
    void aBrokenFileIsPutAsideAndTheStartGoesOn() throws Exception {
        RosterFile file = new RosterFile(directory);
        file.write(List.of(ONE));
        Path json = directory.resolve("rovers.json");
        byte[] whole = Files.readAllBytes(json);
        Files.write(json, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertEquals(List.of(), file.read(10));
        assertTrue(Files.exists(directory.resolve("rovers.json.bad")));
        assertFalse(Files.exists(json));
    }

    @Test
    void moreThanMayBeRegisteredAreLeftOut() throws Exception {
        RosterFile file = new RosterFile(directory);
        file.write(List.of(ONE, TWO));
        assertEquals(List.of(ONE), file.read(1));
    }

    @Test
    void aFleetOfTheLargestRoversIsNotTooLargeAFile() throws Exception {
        String text = "\u20ac".repeat(Registration.MAX_NAME);
        String address = "ws://" + "\u20ac".repeat(251);
        Registration largest = Registration.from(JsonObject.parse("{\"id\":\"" + text + "\",\"name\":\"" + text + "\",\"address\":\""
                + address + "\",\"video_address\":\"" + address + "\",\"battery_voltage\":-1.2345678901234567e-300,"
                + "\"pose\":{\"x\":-1.2345678901234567e-300,\"y\":-1.2345678901234567e-300,\"theta\":-1.2345678901234567e-300}}"));
        int bytes = new RosterFile(directory).write(List.of(largest.rover(Long.MAX_VALUE)));
        assertTrue(bytes <= RosterFile.LARGEST_ROVER_BYTES, bytes + " bytes");
        assertEquals(300_000L * RosterFile.LARGEST_ROVER_BYTES, RosterFile.maxBytes(300_000));
    }
}

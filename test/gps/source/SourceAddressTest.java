package depot.gps.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressTest {
    @ParameterizedTest
    @CsvSource({"file:/a/b.log, file:/a/b.log", "file:///a/b.log?loop=true, file:/a/b.log", "file:/a/../b?rate=max, file:/b",
        "file:/a?rate=100&loop=false, file:/a"})
    void files(String address, String name) {
        ReceiverSource source = SourceAddress.file(address);
        assertEquals(name, source.name());
        assertEquals(address.contains("loop=true"), source.comesAgain());
        assertFalse(source.takesCommands());
    }

    @ParameterizedTest
    @CsvSource({"tcp://10.0.0.7:2000, tcp://10.0.0.7:2000", "tcp://[::1]:2000, tcp://[::1]:2000", "tcp://receiver:1, tcp://receiver:1"})
    void sockets(String address, String name) {
        assertEquals(name, SourceAddress.tcp(address).name());
        assertTrue(SourceAddress.tcp(address).takesCommands());
    }

    @Test
    void lines() {
        assertEquals("serial:/dev/ttyS9", SourceAddress.serial("serial:/dev/ttyS9", 9600).name());
        assertThrows(IllegalArgumentException.class, () -> SourceAddress.serial("serial:", 9600));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:", "file:?loop=true", "file:/a?rate=0", "file:/a?rate=fast", "file:/a?loop=yes", "file:/a?speed=3",
            "file:/a?rate="})
    void whatIsNoFile(String address) {
        assertThrows(IllegalArgumentException.class, () -> SourceAddress.file(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://", "tcp://host", "tcp:host:1", "tcp://host:0", "tcp://host:70000", "tcp://host:1/path",
            "tcp://user@host:1", "tcp://a b:1"})
    void whatIsNoSocket(String address) {
        assertThrows(IllegalArgumentException.class, () -> SourceAddress.tcp(address));
    }
}

package depot.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {

    @Test
    void whatIsNotSaidHasADefault() throws Options.Unusable {
        Options options = Options.parse(List.of("fanout", "--target", "127.0.0.1:4860", "--rates", "10,0"));
        assertEquals(64, options.connections());
        assertEquals(List.of(10, 0), options.rates());
        assertEquals(4860, options.target().getPort());
        assertEquals(Duration.ofSeconds(252), options.limit(), "warm-up, two rates, and four minutes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "localhost:65535", "[::1]:80", "127.3.2.1:80"})
    void thisMachineIsATarget(String target) throws Options.Unusable {
        assertTrue(Loopback.parse(target).getAddress().isLoopbackAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:80", "192.0.2.7:4860", "[2001:db8::1]:80", "0.0.0.0:80"})
    void anythingElseIsRefused(String target) {
        Options.Unusable refusal = assertThrows(Options.Unusable.class, () -> Loopback.parse(target));
        assertTrue(refusal.getMessage().contains("not this machine"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4860", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:-1"})
    void aTargetHasHostAndPort(String target) {
        assertThrows(Options.Unusable.class, () -> Loopback.parse(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--connections 0", "--connections 20000", "--connections many", "--round-ms 9999999", "--rates 1,,2",
        "--wndow 2", "--window"})
    void everyNumberHasBoundsAndEveryNameIsKnown(String wrong) {
        List<String> arguments = new ArrayList<>(List.of("idle", "--target", "127.0.0.1:1"));
        arguments.addAll(List.of(wrong.split(" ")));
        assertThrows(Options.Unusable.class, () -> Options.parse(arguments));
    }
}

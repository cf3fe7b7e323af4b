package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiskTroubleTest {
    private final List<String> said = new ArrayList<>();
    private final DiskTrouble trouble = new DiskTrouble("it", said::add);

    private List<Long> pausesOfFailures(int count) {
        return IntStream.range(0, count).mapToObj(_ -> trouble.failed(new IOException("No space left on device")))
                .map(Duration::toSeconds).toList();
    }

    @Test
    void aDiskThatFailsIsTriedLessOftenAndThatIsSaidOnce() {
        assertEquals(Duration.ofSeconds(2), trouble.worked());
        assertEquals(List.of(2L, 4L, 8L, 16L, 30L, 30L, 30L), pausesOfFailures(7));
        assertEquals(List.of("it cannot be kept (said once until it can): java.io.IOException: No space left on device"), said);
    }

    @Test
    void thatItWorksAgainIsSaidAndSoIsTheNextFailure() {
        pausesOfFailures(3);
        assertEquals(Duration.ofSeconds(2), trouble.worked());
        trouble.worked();
        assertEquals(List.of(2L), pausesOfFailures(1));
        assertEquals(3, said.size(), said::toString);
        assertEquals("it is kept again", said.get(1));
    }
}

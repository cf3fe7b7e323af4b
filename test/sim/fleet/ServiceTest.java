package depot.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.client.ServiceUrl;
import depot.support.ManualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceTest {
    private final ManualTime time = new ManualTime();
    private final Service service = new Service("dispatch", ServiceUrl.parse("http://localhost:1"), Optional.empty(), time);

    @Test
    void isAwayWhenNothingWorkedForAWhileAndBackWithTheFirstThatDoes() {
        service.worked();
        time.advance(Duration.ofHours(1)); // silence alone says nothing
        service.failed("refused");
        assertFalse(service.isAway());
        time.advance(Duration.ofSeconds(4));
        service.failed("refused");
        assertTrue(service.isAway());
        service.worked();
        assertFalse(service.isAway());
    }

    @Test
    void isGivenMoreTimeToStart() {
        service.failed("refused");
        time.advance(Duration.ofSeconds(10));
        service.failed("refused");
        assertFalse(service.isAway());
        time.advance(Duration.ofSeconds(10));
        service.failed("refused");
        assertTrue(service.isAway());
    }

    @Test
    void isNotAwayWhileOneRoverFailsAmongOthers() {
        for (int i = 0; i < 100; i++) {
            service.failed("refused");
            time.advance(Duration.ofSeconds(2));
            service.worked();
        }
        service.failed("refused");
        assertFalse(service.isAway());
    }
}

package depot.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.client.SelectorLoop;
import depot.support.Json;
import depot.support.TestService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The fleet's load against a discovery: a soak counts on each of its rounds. */
final class FleetRoundsTest {
    @RegisterExtension
    final TestService service = TestService.ofEachTest();

    @Test
    void eachRoundCountsItsOwnHeartbeats() throws Exception {
        Options options = Options.parse(List.of("fleet", "--target", "127.0.0.1:" + service.port(), "--connections", "5", "--deltas", "2",
                "--lists", "1", "--interval-ms", "100", "--warm-up-ms", "50", "--rounds", "2", "--round-ms", "200"));
        Report report = new Report(options);
        try (SelectorLoop rovers = SelectorLoop.start("rovers"); SelectorLoop consoles = SelectorLoop.start("consoles")) {
            new Fleet(options, report, rovers, consoles).run();
        }
        Map<String, Object> measured = Json.object(report.json());
        assertEquals(Map.of(), measured.get("errors"));
        List<Map<String, Object>> rounds = Json.objects(measured.get("rounds"));
        assertEquals(2, rounds.size());
        for (Map<String, Object> round : rounds) {
            long sent = ((Number) round.get("count")).longValue();
            Map<?, ?> delay = (Map<?, ?>) ((Map<?, ?>) round.get("deltas")).get("delay");
            assertTrue(sent > 0 && ((Number) delay.get("count")).longValue() > 0, round.toString());
        }
    }
}

package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoversInDemandTest {
    private static final int MOST = 3;
    private static final Needs ANY = Needs.NONE;

    private static List<RoverBooks> idle(int count) {
        return IntStream.range(0, count).mapToObj(i -> RoverBooks.free("r" + i, i)).toList();
    }

    private static List<String> served(int rovers, List<Needs> waiting, FleetView fleet) {
        return RoversInDemand.of(idle(rovers), waiting, fleet, MOST).stream().map(RoverBooks::rover).toList();
    }

    private static Needs named(String rover) {
        return new Needs(rover, null, false, false, null);
    }

    @Test
    void oneThatATaskNamesIsServedHoweverManyAreIdleForLonger() {
        assertEquals(List.of("r250", "r0", "r1"), served(300, List.of(ANY, named("r250")), FleetView.NOTHING));
        assertEquals(List.of("r250"), served(300, List.of(named("r250"), named("away")), FleetView.NOTHING));
    }

    @Test
    void thoseThatNoTaskCouldHaveTakeNobodysPlace() {
        Map<String, Double> volts = Map.of("r0", 41.0, "r1", 40.0, "r2", 39.0, "r3", 50.0);
        FleetView fleet = new FleetView() {
            @Override
            public KnownRover of(String rover) {
                return new KnownRover(1, true, volts.getOrDefault(rover, 41.0), null, null, false);
            }
        };
        assertEquals(List.of("r3"), served(10, List.of(ANY), fleet));
        assertEquals(List.of("r0", "r3"), served(10, List.of(ANY, new Needs("r0", null, false, true, null)), fleet), "the way home");
    }

    @Test
    void nobodyIsServedWhereNothingWaits() {
        assertEquals(List.of(), served(10, List.of(), FleetView.NOTHING));
    }
}

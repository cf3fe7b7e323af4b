package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table for each rule: it begins with what may go, and breaks that one condition. */
class EligibilityTest {
    record Case(String rule, Candidate candidate, String why) {
        @Override
        public String toString() {
            return rule + ": " + (why == null ? "may" : why);
        }
    }

    private static RoverBooks books(boolean connected, boolean outOfService, boolean task, boolean cancel) {
        return new RoverBooks("a", connected, false, 1, outOfService, task ? Sample.TASK : null, cancel ? Sample.TASK : null);
    }

    private static Needs needs(String rover, Double volts, boolean fix, boolean home) {
        return new Needs(rover, volts, fix, home, Sample.NEEDS.first());
    }

    static Stream<Case> cases() {
        Needs plain = Sample.NEEDS;
        return Stream.of(
                new Case("named", Sample.with(Sample.KNOWN, needs("a", null, false, false)), null),
                new Case("named", Sample.with(Sample.KNOWN, needs("b", null, false, false)), "is not the one that the mission names, b"),
                new Case("connected", Sample.with(books(true, false, false, false)), null),
                new Case("connected", Sample.with(books(false, false, false, false)), "is not connected"),
                new Case("service", Sample.with(books(true, true, false, false)), "is out of service"),
                new Case("task", Sample.with(books(true, false, true, false)), "is on task " + Sample.TASK),
                new Case("cancel", Sample.with(books(true, false, false, true)), "has not confirmed the cancel of task " + Sample.TASK),
                new Case("mode", Sample.with(Sample.mode(null, false)), null),
                new Case("mode", Sample.with(Sample.mode(0, true)), null),
                new Case("mode", Sample.with(Sample.mode(1, true)), null),
                new Case("mode", Sample.with(Sample.mode(2, true)), "is driven by hand"),
                new Case("mode", Sample.with(Sample.mode(2, false)), "was driven by hand when it was last heard of"),
                new Case("mode", Sample.with(Sample.mode(3, true)), null),
                new Case("mode", Sample.with(Sample.mode(4, true)), "is in emergency stop"),
                new Case("mode", Sample.with(Sample.mode(4, false)), "was in emergency stop when it was last heard of"),
                new Case("mode", Sample.with(Sample.mode(5, true)), "is in fault"),
                new Case("mode", Sample.with(Sample.mode(77, true)), null),
                new Case("battery", Sample.with(Sample.volts(42.0)), null),
                new Case("battery", Sample.with(Sample.volts(40.1)), "has 40.1 V (needs 42)"),
                new Case("battery", Sample.with(Sample.volts(41.99)), "has 41.9 V (needs 42)"),
                new Case("battery", Sample.with(Sample.volts(null)), null),
                new Case("battery", Sample.with(Sample.volts(46.0), needs(null, 46.5, false, false)), "has 46.0 V (needs 46.5)"),
                new Case("battery", Sample.with(Sample.volts(40.0), needs(null, 39.5, false, false)), null),
                new Case("battery", Sample.with(Sample.volts(39.5), needs("a", null, false, true)), null),
                new Case("battery", Sample.with(Sample.volts(39.5), needs("a", 40.0, false, true)), "has 39.5 V (needs 40)"),
                new Case("fence", Sample.with(new KnownRover(1, true, 50.0, 0.02, null, true)), "is outside of the fence"),
                new Case("fix", Sample.with(Sample.accuracy(0.05), needs(null, null, true, false)), null),
                new Case("fix", Sample.with(Sample.accuracy(0.051), needs(null, null, true, false)),
                "has a position to 0.06 m (needs 0.05)"),
                new Case("fix", Sample.with(Sample.accuracy(null), needs(null, null, true, false)), "has no known RTK fix"),
                new Case("fix", Sample.with(Sample.accuracy(null), plain), null),
                new Case("trouble", Sample.with(Sample.KNOWN, plain.avoiding("a")), "got into trouble on this task"),
                new Case("trouble", Sample.with(Sample.KNOWN, plain.avoiding("b")), null),
                new Case("trouble", Sample.with(Sample.KNOWN, needs("a", null, false, false).avoiding("a")), null),
                new Case("nothing is known", Sample.with(KnownRover.NOTHING), null));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRoverMayGoOrSaysWhyNot(Case each) {
        assertEquals(each.why == null ? List.of() : List.of(each.why), Eligibility.obstacles(each.candidate).stream().map(Obstacle::why)
                .toList());
        assertEquals(each.why == null, Eligibility.obstacle(each.candidate).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onlyAConfirmationIsExpectedSoon(Case each) {
        assertEquals(each.rule.equals("cancel"), Eligibility.obstacle(each.candidate).map(Obstacle::soon).orElse(false));
    }
}

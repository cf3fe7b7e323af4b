package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhyNoneTest {
    private static Candidate rover(String id, KnownRover known, java.util.UUID task) {
        return new Candidate(new RoverBooks(id, true, false, 1, false, task, null), known, Sample.NEEDS, 42);
    }

    @Test
    void eachOfFewIsNamed() {
        assertEquals("no rover is free: no rover is connected", WhyNone.of(List.of()).why());
        assertEquals("no rover is free: 3 connected: bvr-01 is driven by hand, bvr-02 has 40.1 V (needs 42), bvr-03 is on task "
                + Sample.TASK,
                WhyNone.of(List.of(rover("bvr-03", Sample.KNOWN, Sample.TASK), rover("bvr-01", Sample.mode(2, true), null),
                rover("bvr-02", Sample.volts(40.1), null))).why());
    }

    @Test
    void ofManyTheNumbersAreGiven() {
        List<Candidate> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(rover("r" + i, i < 3 ? Sample.mode(2, true) : Sample.KNOWN, i < 3 ? null : Sample.TASK));
        }
        assertEquals("no rover is free: 20 connected: 17 on a task, 3 driven by hand", WhyNone.of(all).why());
    }

    @Test
    void itPassesSoonWhereACancelIsToBeConfirmed() {
        Candidate confirming = new Candidate(new RoverBooks("a", true, false, 1, false, null, Sample.TASK), Sample.KNOWN, Sample.NEEDS, 42);
        assertTrue(WhyNone.of(List.of(confirming)).soon());
    }
}

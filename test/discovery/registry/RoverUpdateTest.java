package depot.discovery.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.json.JsonObject;
import depot.discovery.link.LinkState;
import depot.discovery.link.RoverFrame;
import depot.discovery.link.RoverMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoverUpdateTest {
    private static final RoverFrame.Motors NONE = new RoverFrame.Motors(0, 0, 0, 0);
    private static final RoverUpdate.Heard HEARD = new RoverUpdate.Heard(12, 1_795_901_272_123L, 48.123456, 3, 1.5, -2e-9, 3.14, true);
    private static final RoverUpdate.Link DOWN = new RoverUpdate.Link(new LinkState(LinkState.State.DOWN, 7, "it says \"no\"\n", 0),
            Optional.empty());

    private static RoverUpdate.Link up(double x) {
        return new RoverUpdate.Link(new LinkState(LinkState.State.UP, 8, "", 9),
                Optional.of(new RoverFrame(RoverMode.EMERGENCY_STOP, x, -2, 0.5, 0, 0, 0.25, -0.1, NONE, NONE)));
    }

    private static List<RoverUpdate> read(String... words) {
        return RoverUpdate.read(JsonObject.parse("{\"rovers\":[" + String.join(",", words) + "]}"));
    }

    @Test
    void anUpdateIsReadAsItWasWritten() {
        List<RoverUpdate> sent = List.of(new RoverUpdate("a|\"\u20ac", Optional.of(HEARD), Optional.of(DOWN)),
                new RoverUpdate("b", Optional.empty(), Optional.of(up(1))), new RoverUpdate("c", Optional.of(HEARD), Optional.empty()));
        assertEquals(sent, read(sent.stream().map(RoverUpdate::json).toArray(String[]::new)));
    }

    @Test
    void oneThatCannotBeReadHarmsNoOther() {
        String good = new RoverUpdate("c", Optional.of(HEARD), Optional.empty()).json();
        String bad = Stream.of("{}", "{\"id\":\"\\u0000\"}", "{\"id\":\"x\",\"h\":[1]}", "{\"id\":\"x\",\"h\":[1,2,3,4,5,6,7,\"8\"]}",
                "{\"id\":\"x\",\"l\":\"sideways\",\"s\":1,\"t\":1}", "{\"id\":\"x\",\"l\":\"up\"}",
                "{\"id\":\"x\",\"l\":\"up\",\"s\":1,\"t\":1,\"f\":[1,1e999,0,0,0,0]}").collect(Collectors.joining(","));
        assertEquals(List.of("c"), read(bad, good).stream().map(RoverUpdate::id).toList());
    }

    @Test
    void aReasonIsNotLongerThanAPayloadTakes() {
        RoverUpdate.Link link = new RoverUpdate.Link(new LinkState(LinkState.State.DOWN, 7, "\ud83d\ude9c".repeat(10_000), 0),
                Optional.empty());
        assertTrue(new RoverUpdate("a", Optional.empty(), Optional.of(link)).json().length() < 1_500);
    }

    @Test
    void onlyChangesAreSent() {
        assertTrue(up(1).saysTheSame(up(1)));
        assertFalse(up(1).saysTheSame(up(2)));
        assertFalse(up(1).saysTheSame(DOWN));
        assertFalse(DOWN.saysTheSame(null));
    }
}

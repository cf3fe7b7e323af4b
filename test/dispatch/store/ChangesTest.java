package depot.dispatch.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final UUID HERE = UUID.randomUUID();
    private static final UUID THERE = UUID.randomUUID();

    @Test
    void anotherProcessHearsWhatThisOneSays() {
        Changes said = new Changes();
        UUID zone = UUID.randomUUID();
        UUID mission = UUID.randomUUID();
        said.zone(zone);
        said.mission(mission);
        said.rover("a,b|c %");
        said.rover("Käfer 7");
        said.queue();
        said.stop();
        said.troubles();
        Changes heard = new Changes();
        said.payloads(HERE).forEach(payload -> heard.hear(payload, THERE));
        assertEquals(said.zones(), heard.zones());
        assertEquals(said.missions(), heard.missions());
        assertEquals(said.rovers(), heard.rovers());
        assertTrue(heard.queueToo() && heard.stopToo() && heard.troublesToo() && heard.heard());
    }

    @Test
    void whatIsItsOwnOrOfANewerVersionIsPassedOver() {
        Changes said = new Changes();
        said.queue();
        Changes heard = new Changes();
        said.payloads(HERE).forEach(payload -> heard.hear(payload, HERE));
        for (String odd : List.of("", "x", HERE + "|?|a,b", THERE + "|")) {
            heard.hear(odd, THERE);
        }
        assertFalse(heard.queueToo() || heard.stopToo());
        assertTrue(heard.rovers().isEmpty());
    }

    @Test
    void manyAreSentInPiecesThatPostgresTakes() {
        Changes said = new Changes();
        for (int i = 0; i < 1000; i++) {
            said.zone(UUID.randomUUID());
            said.rover("r".repeat(100) + i);
        }
        Changes heard = new Changes();
        for (String payload : said.payloads(HERE)) {
            assertTrue(payload.getBytes(StandardCharsets.UTF_8).length < 8000, () -> payload.length() + " bytes");
            heard.hear(payload, THERE);
        }
        assertEquals(said.zones(), heard.zones());
        assertEquals(said.rovers(), heard.rovers());
    }

    @Test
    void nothingIsSaidOfNothing() {
        assertTrue(new Changes().payloads(HERE).isEmpty());
    }
}

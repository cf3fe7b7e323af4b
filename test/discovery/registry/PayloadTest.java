package depot.discovery.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    private static final UUID SELF = UUID.randomUUID();

    @Test
    void whatIsSaidIsHeard() {
        Payload said = new Payload(SELF, Payload.REGISTERED, "{\"ids\":[\"a|b\"]}");
        assertEquals(Optional.of(said), Payload.parse(said.text()));
        assertEquals(Optional.of(new Payload(SELF, Payload.BEAT, "")), Payload.parse(new Payload(SELF, Payload.BEAT, "").text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0123456789012345678901234567890123456789|S|", "00000000-0000-0000-0000-000000000000 S|",
        "zzzzzzzz-0000-0000-0000-000000000000|S|{}"})
    void whatIsNoneIsPassedOver(String text) {
        assertEquals(Optional.empty(), Payload.parse(text));
    }

    @Test
    void manyGoInPiecesThatPostgresTakes() {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            items.add(RegistryWriter.quoted("\ud83d\ude9c\"\\|,".repeat(i % 20) + i));
        }
        List<String> heard = new ArrayList<>();
        List<String> payloads = Payload.listing(SELF, Payload.REGISTERED, "{\"ids\":[", items);
        for (String payload : payloads) {
            assertTrue(payload.getBytes(StandardCharsets.UTF_8).length < 8_000, payload::toString);
            JsonObject.parse(Payload.parse(payload).orElseThrow().json()).texts("ids", 10_000, 1_000).orElseThrow()
                    .forEach(id -> heard.add(RegistryWriter.quoted(id)));
        }
        assertEquals(items, heard);
        int bytes = items.stream().mapToInt(item -> item.getBytes(StandardCharsets.UTF_8).length + 1).sum();
        assertTrue(payloads.size() <= bytes / 7_000 + 1, payloads.size() + " of " + bytes + " bytes");
        assertEquals(List.of(), Payload.listing(SELF, Payload.REGISTERED, "{\"ids\":[", List.of()));
    }
}

package depot.gps.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.ubx.Ack;
import depot.gnss.ubx.CfgValget;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigLayer;
import depot.gnss.ubx.UbxDecoder;
import depot.gnss.ubx.UbxId;
import depot.gps.sim.SimulatedReceiver;
import depot.gps.source.PluggedReceiver;
import depot.gps.source.ReceiverLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a real receiver answered, as a set-up tool recorded both directions: our commands understand it, our made-up one answers alike. */
class RecordedExchangeTest {
    private final List<Frame> recorded = Streams.framed(Captures.read("f9p-config-poll-ack.ubx")).frames();

    /** A link of which the other end answers each command with these. */
    private static Commands answering(List<Frame> answers) {
        Commands commands = new Commands(Duration.ofMillis(500));
        commands.opened(new ReceiverLink() {
            @Override
            public int read(byte[] buffer) {
                return -1;
            }

            @Override
            public void write(byte[] bytes) {
                answers.forEach(commands::frame);
            }

            @Override
            public void close() {}
        });
        return commands;
    }

    @Test
    void everyRecordedAnswerIsUnderstood() throws Exception {
        int understood = 0;
        for (int i = 0; i + 1 < recorded.size(); i++) {
            if (UbxDecoder.decode(recorded.get(i)) instanceof CfgValget.Response response) {
                List<ConfigKey> keys = response.items().stream().map(ConfigItem::key).toList();
                Commands.Answer<Map<ConfigKey, ConfigItem>> answer = answering(recorded.subList(i, i + 2)).get(keys);
                if (response.layer() != ConfigLayer.RAM) {
                    assertTrue(answer instanceof Commands.Answer.Silence, "another layer's values say nothing of RAM");
                    return;
                }
                assertTrue(answer instanceof Commands.Answer.Done<Map<ConfigKey, ConfigItem>> done
                        && done.value().values().containsAll(response.items()), answer::toString);
                understood++;
            }
        }
        assertTrue(understood > 10, understood + " were understood");
    }

    @Test
    void aRefusalOfAnotherCommandIsNotOurs() throws Exception {
        List<Frame> refusals = recorded.stream().filter(f -> UbxDecoder.decode(f) instanceof Ack ack && !ack.acknowledged()).toList();
        assertEquals(14, refusals.size());
        assertTrue(answering(refusals).set(List.of()) instanceof Commands.Answer.Silence, "they are of CFG-MSG");
        assertTrue(answering(List.of(Streams.frame(new Ack(false, UbxId.CFG_VALSET).encode())))
                .set(List.of()) instanceof Commands.Answer.Refused);
    }

    @Test
    void theMadeUpReceiverAnswersInTheSameOrder() {
        SimulatedReceiver receiver = new SimulatedReceiver(PluggedReceiver.ANTENNA, Set.of(), new Random(1));
        List<String> answers = new ArrayList<>();
        new Framer(f -> answers.add(UbxId.of(f).toString())).accept(receiver.answer(
                new CfgValget.Request(ConfigLayer.RAM, 0, List.of(depot.gnss.ubx.ConfigKeys.TMODE_MODE)).encode()));
        int at = 0;
        while (!(UbxDecoder.decode(recorded.get(at)) instanceof CfgValget.Response)
                || !(UbxDecoder.decode(recorded.get(at + 2)) instanceof Ack)) {
            at++;
        }
        assertEquals(List.of("CFG-VALGET", "ACK-ACK"), answers);
        assertEquals("CFG-VALGET", UbxId.of(recorded.get(at)).toString());
        Ack ack = (Ack) UbxDecoder.decode(recorded.get(at + 2)); // the next request went out in between
        assertEquals(new Ack(true, UbxId.CFG_VALGET), ack);
        assertArrayEquals(ack.encode(), recorded.get(at + 2).bytes());
    }
}

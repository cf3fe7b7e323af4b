package depot.gps.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gnss.ubx.UbxDecoder;
import depot.gnss.ubx.UbxId;
import depot.gnss.ubx.UbxMessage;
import depot.gps.source.ReceiverLink;
import depot.support.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a receiver is asked that nobody of us set up, with the clock turned. */
class OtherToolsBaseTest {
    private final ManualTime time = new ManualTime();
    private final List<UbxMessage> asked = new ArrayList<>();
    private boolean toBeBase;

    private final ReceiverLink link = new ReceiverLink() {
        private final Framer framer = new Framer(frame -> asked.add(UbxDecoder.decode(frame)));

        @Override
        public int read(byte[] buffer) {
            return -1;
        }

        @Override
        public void write(byte[] bytes) {
            framer.accept(bytes);
        }

        @Override
        public void close() {}
    };

    private ReceiverPolls polls(ReceiverKind kind) {
        ReceiverPolls polls = new ReceiverPolls(kind, true, () -> toBeBase, time);
        polls.opened(link);
        return polls;
    }

    private Map<String, Integer> askedFor() {
        Map<String, Integer> counts = new TreeMap<>();
        // another message would not cast
        asked.forEach(message -> counts.merge(((UbxMessage.Poll) message).id().toString(), 1, Integer::sum));
        return counts;
    }

    private void minute(ReceiverPolls polls, Frame... comes) {
        for (int round = 0; round < 24; round++) {
            for (Frame frame : comes) {
                polls.frame(frame);
            }
            polls.ask();
            time.advance(ReceiverPolls.LOOK);
        }
    }

    private static Frame first(String capture, Protocol protocol, String starts) {
        return Streams.framed(Captures.read(capture)).frames().stream()
                .filter(f -> f.protocol() == protocol && (protocol == Protocol.UBX ? UbxId.of(f)
                .toString() : new String(f.bytes(), java.nio.charset.StandardCharsets.US_ASCII)).startsWith(starts))
                .findFirst().orElseThrow();
    }

    @Test
    void oneThatSendsNoUbxAndDoesNotAnswerIsLeftInPeace() {
        ReceiverPolls polls = polls(ReceiverKind.AUTO);
        minute(polls, first("nmea-rtk-quality4.log", Protocol.NMEA, "$GP"));
        assertEquals(Map.of("MON-VER", ReceiverPolls.MOST_UNANSWERED), askedFor());
        assertTrue(polls.isKnownNotToBe());
        polls.opened(link);
        assertFalse(polls.isKnownNotToBe(), "another one may be plugged in now");
    }

    /** A wire may be mended: who is to be a base is worth a question now and then. */
    @Test
    void oneThatIsToBeABaseIsAskedAgainOnceAMinute() {
        toBeBase = true;
        ReceiverPolls polls = polls(ReceiverKind.AUTO);
        for (int minutes = 0; minutes < 10; minutes++) {
            minute(polls, first("nmea-rtk-quality4.log", Protocol.NMEA, "$GP"));
        }
        assertEquals(ReceiverPolls.MOST_UNANSWERED + 9, askedFor().get("MON-VER"), 1);
        assertEquals(java.util.Set.of("MON-VER"), askedFor().keySet());
        polls.frame(first("f9p-config-poll-ack.ubx", Protocol.UBX, "MON-VER"));
        assertTrue(polls.isUblox() && !polls.isKnownNotToBe());
    }

    @Test
    void aBaseWithCorrectionsAndSurveyAloneIsAskedForItsFixAndItsSky() {
        ReceiverPolls polls = polls(ReceiverKind.AUTO);
        minute(polls, first("f9p-base-mixed-a.log", Protocol.UBX, "NAV-SVIN"));
        Map<String, Integer> counts = askedFor();
        assertEquals(24, counts.get("NAV-PVT"), "a fix is reported within five seconds");
        assertTrue(counts.get("NAV-SAT") <= 24 && !counts.containsKey("NAV-SVIN"), counts::toString);
        assertEquals(java.util.Set.of("NAV-PVT", "NAV-SAT", "MON-VER", "MON-RF"), counts.keySet());
    }

    @Test
    void whatComesByItselfIsNotAskedFor() {
        ReceiverPolls polls = polls(ReceiverKind.AUTO);
        minute(polls, first("f9p-base-mixed-a.log", Protocol.UBX, "NAV-SVIN"), first("f9p-base-mixed-a.log", Protocol.UBX, "NAV-PVT"),
                first("f9p-ubx-pvt-hppos.log", Protocol.UBX, "NAV-SAT"), first("f9p-config-poll-ack.ubx", Protocol.UBX, "MON-VER"));
        assertEquals(java.util.Set.of("MON-RF"), askedFor().keySet());
    }

    @Test
    void aReceiverThatNothingMayBeSentToHearsNothing() {
        for (ReceiverKind kind : List.of(ReceiverKind.ANY, ReceiverKind.UNICORE, ReceiverKind.SEPTENTRIO)) {
            minute(polls(kind), first("f9p-base-mixed-a.log", Protocol.UBX, "NAV-SVIN"));
        }
        assertEquals(List.of(), asked);
    }
}

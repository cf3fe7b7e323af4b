package depot.gnss.frames;

import static depot.gnss.Streams.framed;
import static depot.gnss.Streams.hex;
import static depot.gnss.Streams.joined;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.gnss.Streams.Framed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FramerTest {
    static final byte[] SENTENCE = ascii("$GNTXT,01,01,02,hello*31\r\n");
    static final byte[] ACK = hex("b562 0501 0200 068a 98c1");
    static final byte[] STATION = hex("d300133ed7d30202980edeef34b4bd62ac0941986f33360b98");

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void tellsTheFramesOfAMixedStreamWithTheirPlaces() {
        Framed framed = framed(joined(SENTENCE, ACK, STATION, SENTENCE));
        assertEquals(List.of(Protocol.NMEA, Protocol.UBX, Protocol.RTCM3, Protocol.NMEA), framed.frames().stream().map(Frame::protocol)
                .toList());
        assertEquals(List.of(0L, 26L, 36L, 61L), framed.frames().stream().map(Frame::position).toList());
        assertArrayEquals(STATION, framed.frames().get(2).bytes());
        FramerCounts counts = framed.counts();
        assertEquals(new FramerCounts(87, 0, 0, new FramerCounts.Of(2, 52, 0), new FramerCounts.Of(1, 10, 0),
                new FramerCounts.Of(1, 25, 0)), counts);
        assertEquals(4, counts.frames());
        assertEquals(0, counts.checksumFailures());
    }

    @Test
    void tellsAFrameWithItsLastByte() {
        for (byte[] bytes : List.of(SENTENCE, ACK, STATION)) {
            List<Frame> found = new ArrayList<>();
            Framer framer = new Framer(frame -> found.add(frame.keep()));
            framer.accept(bytes, 0, bytes.length - 1);
            assertEquals(0, found.size());
            assertEquals(bytes.length - 1, framer.counts().waitingBytes());
            framer.accept(bytes, bytes.length - 1, 1);
            assertEquals(1, found.size());
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void takesTheLongestFrameAndTheEmptyOne(Protocol protocol) {
        byte[] longest = switch (protocol) {
            case NMEA -> NmeaFraming.encode("GNTXT," + "x".repeat(NmeaFraming.MAX_SENTENCE - 8));
            case UBX -> UbxFraming.encode(1, 2, new byte[UbxFraming.MAX_PAYLOAD]);
            case RTCM3 -> RtcmFraming.encode(new byte[RtcmFraming.MAX_MESSAGE]);
        };
        byte[] shortest = switch (protocol) {
            case NMEA -> NmeaFraming.encode("x");
            case UBX -> UbxFraming.encode(1, 2, new byte[0]);
            case RTCM3 -> RtcmFraming.encode(new byte[0]);
        };
        byte[] stream = joined(longest, shortest, longest, longest, shortest);
        for (int piece : new int[] {1, 1000, stream.length}) {
            Framed framed = framed(stream, piece);
            assertEquals(5, framed.frames().size());
            assertEquals(0, framed.counts().skippedBytes());
        }
    }

    @Test
    void encodersRefuseWhatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> NmeaFraming.encode("x".repeat(NmeaFraming.MAX_SENTENCE - 1)));
        assertThrows(IllegalArgumentException.class, () -> NmeaFraming.encode(""));
        assertThrows(IllegalArgumentException.class, () -> NmeaFraming.encode("a*b"));
        assertThrows(IllegalArgumentException.class, () -> NmeaFraming.encode("a\r\nb"));
        assertThrows(IllegalArgumentException.class, () -> UbxFraming.encode(1, 2, new byte[UbxFraming.MAX_PAYLOAD + 1]));
        assertThrows(IllegalArgumentException.class, () -> RtcmFraming.encode(new byte[RtcmFraming.MAX_MESSAGE + 1]));
    }

    @Test
    void aFrameIsOneWindowAndAKeptOneStays() {
        List<Frame> views = new ArrayList<>();
        List<Frame> kept = new ArrayList<>();
        Framer framer = new Framer(frame -> {
            views.add(frame);
            kept.add(frame.keep());
        });
        framer.accept(joined(ACK, STATION));
        assertSame(views.get(0), views.get(1));
        assertNotSame(kept.get(0), kept.get(1));
        assertArrayEquals(ACK, kept.get(0).bytes());
        assertEquals(0xB5, kept.get(0).u1(0));
        assertThrows(IndexOutOfBoundsException.class, () -> kept.get(0).u1(ACK.length));
    }

    @Test
    void endLetsGoOfWhatWaitsAndTheFramerGoesOn() {
        List<Frame> found = new ArrayList<>();
        Framer framer = new Framer(frame -> found.add(frame.keep()));
        byte[] cut = joined(hex("b562 0107 ff0f"), ACK); // says 4095 bytes and has a frame inside
        framer.accept(cut);
        assertEquals(0, found.size());
        framer.end();
        assertEquals(1, found.size());
        assertEquals(6, framer.counts().skippedBytes());
        assertEquals(0, framer.counts().waitingBytes());
        framer.accept(SENTENCE);
        assertEquals(2, found.size());
        assertEquals(cut.length, found.get(1).position());
    }

    @Test
    void whatCannotBeAFrameIsNotWaitedFor() {
        for (String head : List.of("d304", "d380ff", "b563", "b562 0107 0120", "24ff", "24 2a")) {
            List<Frame> found = new ArrayList<>();
            new Framer(frame -> found.add(frame.keep())).accept(joined(hex(head), STATION));
            assertEquals(1, found.size(), head);
        }
    }

    @Test
    void endInTheMiddleOfASentenceDoesNotSpoilTheNext() {
        List<Frame> found = new ArrayList<>();
        Framer framer = new Framer(frame -> found.add(frame.keep()));
        framer.accept(ascii("$GNRMC,084159.00"));
        framer.end();
        framer.accept(SENTENCE);
        assertEquals(1, found.size());
        assertEquals(16, framer.counts().skippedBytes());
    }

    @Test
    void anExceptionOfTheSinkLeavesTheFramerUsable() {
        List<Frame> found = new ArrayList<>();
        Framer framer = new Framer(frame -> {
            found.add(frame.keep());
            if (found.size() == 1) {
                throw new IllegalStateException("the sink's");
            }
        });
        assertThrows(IllegalStateException.class, () -> framer.accept(joined(ACK, STATION)));
        framer.accept(SENTENCE);
        assertEquals(List.of(Protocol.UBX, Protocol.RTCM3, Protocol.NMEA), found.stream().map(Frame::protocol).toList());
    }
}

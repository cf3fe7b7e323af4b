package depot.gnss.frames;

import static depot.gnss.Streams.framed;
import static depot.gnss.Streams.joined;
import static depot.gnss.frames.FramerTest.ACK;
import static depot.gnss.frames.FramerTest.SENTENCE;
import static depot.gnss.frames.FramerTest.STATION;
import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Captures;
import depot.gnss.Streams.Framed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a stream is cut, what is found in it is the same. */
class FramerSplitTest {
    @Test
    void everyFaultCutAtEveryByte() {
        FramerFaultTest.faults().filter(fault -> fault.stream().length < 2000).forEach(fault -> everyCut(fault.stream()));
    }

    @Test
    void allFaultsInOneStreamCutAtEveryByte() {
        everyCut(joined(FramerFaultTest.faults().map(FramerFaultTest.Fault::stream).filter(stream -> stream.length < 2000)
                .toArray(byte[][]::new)));
    }

    /** So long that the framer's buffer is gone round several times, in pieces of all sizes. */
    @Test
    void pieces() {
        byte[] round = joined(SENTENCE, ACK, STATION, UbxFraming.encode(1, 2, new byte[8000]),
                RtcmFraming.encode(new byte[1000]), new byte[13]);
        byte[] stream = new byte[round.length * 20];
        for (int i = 0; i < 20; i++) {
            System.arraycopy(round, 0, stream, i * round.length, round.length);
        }
        Framed whole = framed(stream);
        assertEquals(20 * 5, whole.frames().size());
        for (int piece = 1; piece < 40_000; piece += 1 + piece / 5) {
            same(whole, framed(stream, piece), "pieces of " + piece);
        }
    }

    @ParameterizedTest
    @CsvSource({"mixed-one-bad-rtcm-crc.log, 1227", "f9p-config-poll-ack.ubx, 6000", "f9p-base-mixed-a.log, 6000",
        "ntrip-v2-chunked-body.bin, 6000"})
    void realStreamsCutAtEveryByte(String name, int length) {
        everyCut(Arrays.copyOf(Captures.read(name), length));
    }

    private static void everyCut(byte[] stream) {
        Framed whole = framed(stream);
        for (int cut = 0; cut <= stream.length; cut++) {
            same(whole, framed(stream, cut, stream.length), "cut at " + cut);
        }
    }

    private static void same(Framed expected, Framed actual, String how) {
        assertEquals(expected.counts(), actual.counts(), how);
        assertEquals(expected.frames().size(), actual.frames().size(), how);
        for (int i = 0; i < expected.frames().size(); i++) {
            Frame one = expected.frames().get(i);
            Frame other = actual.frames().get(i);
            assertEquals(one.position(), other.position(), how);
            assertEquals(one.protocol(), other.protocol(), how);
            assertEquals(0, Arrays.compare(one.bytes(), other.bytes()), how);
        }
    }
}

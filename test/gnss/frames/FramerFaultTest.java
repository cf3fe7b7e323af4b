package depot.gnss.frames;

import static depot.gnss.Streams.framed;
import static depot.gnss.Streams.hex;
import static depot.gnss.Streams.joined;
import static depot.gnss.frames.FramerTest.ACK;
import static depot.gnss.frames.FramerTest.SENTENCE;
import static depot.gnss.frames.FramerTest.STATION;
import static depot.gnss.frames.FramerTest.ascii;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Streams.Framed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small streams, each with one fault, and what is to be found in it. */
class FramerFaultTest {
    /** @param failures of NMEA, UBX and RTCM 3 */
    record Fault(String name, byte[] stream, List<byte[]> frames, int skipped, int... failures) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Fault fault(String name, byte[] stream, int skipped, int nmea, int ubx, int rtcm, byte[]... frames) {
        return new Fault(name, stream, List.of(frames), skipped, nmea, ubx, rtcm);
    }

    private static byte[] flipped(byte[] frame, int index) {
        byte[] copy = frame.clone();
        copy[index < 0 ? copy.length + index : index] ^= 1;
        return copy;
    }

    private static byte[] cut(byte[] frame, int length) {
        return Arrays.copyOf(frame, length);
    }

    private static byte[] swallowing(int length, byte[]... inside) {
        return joined(hex("b562 0107"), new byte[] {(byte) length, (byte) (length >> 8)}, joined(inside));
    }

    static Stream<Fault> faults() {
        byte[] long8192 = new byte[UbxFraming.MAX_PAYLOAD];
        byte[] sound = joined(SENTENCE, ACK, STATION);
        return Stream.of(
                fault("a letter of a sentence is wrong", joined(flipped(SENTENCE, 20), ACK), 26, 1, 0, 0, ACK),
                fault("a sentence's checksum is wrong", joined(flipped(SENTENCE, -3), ACK), 26, 1, 0, 0, ACK),
                fault("a sentence's checksum is no number", joined(ascii("$GNTXT,1*G5\r\n"), ACK), 13, 0, 0, 0, ACK),
                fault("a sentence without a checksum", joined(ascii("$GNTXT,01,01,02,hello\r\n"), SENTENCE), 23, 0, 0, 0, SENTENCE),
                fault("a sentence of nothing", joined(ascii("$*00\r\n"), SENTENCE), 6, 0, 0, 0, SENTENCE),
                fault("a sentence that is cut by another", joined(cut(SENTENCE, 10), SENTENCE), 10, 0, 0, 0, SENTENCE),
                fault("a sentence that is cut by UBX", joined(cut(SENTENCE, 10), ACK, SENTENCE), 10, 0, 0, 0, ACK, SENTENCE),
                fault("a sentence with a byte that is no ASCII", joined(ascii("$GNTXT,\u00E9*00\r\n"), SENTENCE), 13, 0, 0, 0, SENTENCE),
                fault("a sentence with a control character", joined(ascii("$GNTXT,\u007F*02\r\n"), SENTENCE), 13, 0, 0, 0, SENTENCE),
                fault("a sentence too long", joined(ascii("$" + "x".repeat(1023) + "*00\r\n"), SENTENCE), 1029, 0, 0, 0, SENTENCE),
                fault("a sentence that ends in LF alone", joined(ascii("$GNTXT,01,01,02,hello*31\n"), ACK), 0, 0, 0, 0,
                        ascii("$GNTXT,01,01,02,hello*31\n"), ACK),
                fault("a sentence that ends in nothing", joined(ascii("$GNTXT,01,01,02,hello*31"), ACK), 0, 0, 0, 0,
                        ascii("$GNTXT,01,01,02,hello*31"), ACK),
                fault("a sentence that ends in nothing at the stream's end", ascii("$GNTXT,01,01,02,hello*31"), 0, 0, 0, 0,
                        ascii("$GNTXT,01,01,02,hello*31")),
                fault("a sentence inside a damaged one", joined(ascii("!x!"), ascii("GNTXT,01,01,02,hello*31\r\n")), 2, 1, 0, 0,
                        ascii("!GNTXT,01,01,02,hello*31\r\n")),
                fault("a byte of UBX is wrong", joined(flipped(ACK, 6), STATION), 10, 0, 1, 0, STATION),
                fault("CK_A is wrong", joined(flipped(ACK, -2), STATION), 10, 0, 1, 0, STATION),
                fault("CK_B is wrong", joined(flipped(ACK, -1), STATION), 10, 0, 1, 0, STATION),
                fault("one sync char without the other", joined(hex("b5"), ACK, hex("b5b5"), ACK), 3, 0, 0, 0, ACK, ACK),
                fault("a UBX length that is too long to be true", joined(swallowing(UbxFraming.MAX_PAYLOAD + 1), sound), 6, 0, 0, 0,
                        SENTENCE, ACK, STATION),
                fault("a UBX length that swallows sound frames", joined(swallowing(40, sound), sound), 6, 0, 1, 0,
                        SENTENCE, ACK, STATION, SENTENCE, ACK, STATION),
                fault("UBX cut off by the end, with sound frames in it", joined(swallowing(8000, sound)), 6, 0, 0, 0,
                        SENTENCE, ACK, STATION),
                fault("the longest UBX, damaged", joined(flipped(UbxFraming.encode(1, 2, long8192), -1), ACK), 8200, 0, 1, 0, ACK),
                fault("a byte of RTCM is wrong", joined(flipped(STATION, 10), ACK), 25, 0, 0, 1, ACK),
                fault("the CRC is wrong", joined(flipped(STATION, -1), ACK), 25, 0, 0, 1, ACK),
                fault("reserved bits are set", joined(hex("d3ff13"), STATION), 3, 0, 0, 0, STATION),
                fault("a reserved bit is set", joined(hex("d30413"), STATION), 3, 0, 0, 0, STATION),
                fault("an RTCM length that swallows sound frames", joined(hex("d30037"), sound, sound), 3, 0, 0, 1,
                        SENTENCE, ACK, STATION, SENTENCE, ACK, STATION),
                fault("RTCM cut off by the end", joined(ACK, cut(STATION, 24)), 24, 0, 0, 0, ACK),
                fault("noise around all", joined(hex("00ff0d0a"), ACK, hex("626200"), STATION, hex("00")), 8, 0, 0, 0, ACK, STATION),
                fault("a stream that begins in a frame", joined(Arrays.copyOfRange(STATION, 5, 25), ACK), 20, 0, 0, 0, ACK),
                fault("nothing", new byte[0], 0, 0, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isFoundOut(Fault fault) {
        for (int piece : new int[] {Math.max(1, fault.stream.length), 1, 7}) {
            Framed framed = framed(fault.stream, piece);
            assertEquals(fault.frames.size(), framed.frames().size(), () -> framed.lines().toString());
            for (int i = 0; i < fault.frames.size(); i++) {
                assertArrayEquals(fault.frames.get(i), framed.frames().get(i).bytes());
            }
            FramerCounts c = framed.counts();
            assertEquals(fault.skipped, c.skippedBytes());
            assertArrayEquals(fault.failures,
                    new int[] {(int) c.nmea().checksumFailures(), (int) c.ubx().checksumFailures(), (int) c.rtcm3().checksumFailures()});
            assertEquals(c.bytes(), c.skippedBytes() + c.nmea().bytes() + c.ubx().bytes() + c.rtcm3().bytes());
        }
    }
}

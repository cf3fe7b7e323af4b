package depot.gnss.frames;

import static depot.gnss.Streams.framed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Streams.Framed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random and damaged streams, in random pieces: the framer finds what the plain one of the tests does. */
class FramerFuzzTest {
    private static final int STREAMS = 3000;
    private static final byte[] FREQUENT = {'$', '!', '*', '\r', '\n', '0', 'A', (byte) 0xB5, 0x62, (byte) 0xD3, 0, 1, 3, 8, (byte) 0xFF};

    @Test
    void findsWhatThePlainFramerFinds() {
        long seed = Long.getLong("depot.test.seed", System.nanoTime());
        System.out.println("FramerFuzzTest: to repeat, -Ddepot.test.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < STREAMS; i++) {
            byte[] stream = stream(random);
            int[] pieces = random.ints(50, 1, 200).toArray();
            String howToRepeat = "stream " + i + " of -Ddepot.test.seed=" + seed;
            ReferenceFramer.Found expected = ReferenceFramer.find(stream);
            Framed actual = framed(stream, pieces);
            assertEquals(expected.lines(), actual.lines(), howToRepeat);
            assertEquals(expected.skipped(), actual.counts().skippedBytes(), howToRepeat);
            assertEquals(stream.length, actual.counts().bytes(), howToRepeat);
        }
    }

    private static byte[] stream(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int parts = random.nextInt(12);
        for (int i = 0; i < parts; i++) {
            byte[] part = part(random);
            if (part.length > 0 && random.nextInt(3) == 0) {
                part[random.nextInt(part.length)] = random.nextBoolean()
                        ? (byte) random.nextInt() : FREQUENT[random.nextInt(FREQUENT.length)];
            }
            int from = random.nextInt(8) == 0 ? random.nextInt(part.length + 1) : 0;
            int to = random.nextInt(8) == 0 ? from + random.nextInt(part.length - from + 1) : part.length;
            out.write(part, from, to - from);
        }
        return out.toByteArray();
    }

    private static byte[] part(Random random) {
        int size = random.nextInt(40) == 0 ? random.nextInt(1000) : random.nextInt(60);
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        switch (random.nextInt(6)) {
            case 0 -> {
                return RtcmFraming.encode(bytes);
            }
            case 1 -> {
                return UbxFraming.encode(random.nextInt(256), random.nextInt(256), bytes);
            }
            case 2 -> {
                for (int i = 0; i < size; i++) {
                    bytes[i] = (byte) "GNTXT,.!0123".charAt(random.nextInt(12));
                }
                return NmeaFraming.encode("G" + new String(bytes, StandardCharsets.ISO_8859_1));
            }
            case 3 -> {
                return bytes;
            }
            default -> {
                for (int i = 0; i < size; i++) {
                    bytes[i] = FREQUENT[random.nextInt(FREQUENT.length)];
                }
                return bytes;
            }
        }
    }
}

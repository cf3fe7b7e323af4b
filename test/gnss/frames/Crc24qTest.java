package depot.gnss.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc24qTest {
    @Test
    void hasTheKnownCheckValue() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertEquals(0xCDE703, Crc24q.of(digits, 0, digits.length));
    }

    @Test
    void isWhatBitByBitGives() {
        Random random = new Random(1);
        byte[] bytes = new byte[300];
        random.nextBytes(bytes);
        for (int from = 0; from < 9; from++) {
            for (int to = from; to <= bytes.length; to++) {
                assertEquals(ReferenceFramer.crc24q(bytes, from, to), Crc24q.of(bytes, from, to), from + " to " + to);
            }
        }
    }
}

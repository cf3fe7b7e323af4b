package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {
    private final Line line = new Line();

    private boolean read(String text) {
        byte[] around = Datagrams.bytes("x" + text + "\nx");
        return line.read(around, 1, around.length - 2);
    }

    @Test
    void aLineHasAMeasurementTagsAndFields() {
        assertTrue(read("motors,rover=frog-0,motor=fl temp=45.0,current=3.00 1795901272000000000"));
        assertTrue(line.isOf("motors"));
        assertFalse(line.isOf("motor"));
        assertEquals("frog-0", line.text(line.tag("rover")));
        assertEquals("fl", line.text(line.tag("motor")));
        assertEquals(45.0, line.number(line.field("temp")));
        assertEquals(3.0, line.number(line.field("current")));
        assertEquals(-1, line.field("rover"));
        assertEquals(-1, line.tag("temp"));
    }

    @Test
    void aQuotedStringMayHaveAnythingAndATagIsNoString() {
        assertTrue(read("a,b=\"c d=1"), "a tag may begin with a quotation mark: only a field may be quoted");
        assertEquals("\"c", line.text(line.tag("b")));
        assertTrue(read("a d=\"e, f=\\\"g\\\" \\\\\" 1"));
        assertEquals("e, f=\"g\" \\", line.text(line.field("d")));
    }

    @Test
    void theSendersEscapeNothing() {
        assertTrue(read("a,rover=x=y\\ c=1"));
        assertEquals("x=y\\", line.text(line.tag("rover")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a ", " a=1", "a,b=1", "a,b c=1", "a,=1 c=1", "a,b= c=1", "a b", "a b=", "a =1", "a b=1,", "a b=1,c",
            "a b=1 x",
        "a b=1 1x", "a b=1 -", "a b=1 ", "a b=\"open", "a b=\"c\"d", "a,rover=frog 0 b=1 1", "frog-0", "a b=\"c\\\"", ",b=1 c=1",
        "a,,b=1 c=1"})
    void whatIsNoLineIsNotReadable(String text) {
        assertFalse(read(text));
    }

    @ParameterizedTest
    @CsvSource({"48.50, 48.5", "-60, -60", "-60i, -60", "7u, 7", "0, 0", "-0.067, -0.067", ".5, 0.5", "5., 5", "37.7749000, 37.7749",
            "1e3, 1000", "-1.5E-2, -0.015",
        "+4, 4", "123456789012345678901234567890, 123456789012345678901234567890", "0.1234567890123456789, 0.1234567890123456789"})
    void numbersInAllTheirForms(String text, double value) {
        assertTrue(read("a b=" + text));
        assertEquals(value, line.number(line.field("b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-inf", "1e999", "0x1p3", "1d", "1.2.3", "--5", "-", ".", "i", "t", "true", "\"5\"", "1-2",
        "00000000000000000000000000000000000000000000000001"})
    void whatIsNoNumberIsNone(String text) {
        assertTrue(read("a b=" + text));
        assertTrue(Double.isNaN(line.number(line.field("b"))));
    }

    @Test
    void aLineHasABoundedNumberOfPairs() {
        assertTrue(read("a " + "b=1,".repeat(Line.MAX_PAIRS - 1) + "b=1"));
        assertFalse(read("a " + "b=1,".repeat(Line.MAX_PAIRS) + "b=1"));
    }

    @Test
    void noBytesMakeItFail() {
        long seed = Long.getLong("depot.test.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] likely = Datagrams.bytes(" ,=\"\\\n\r-.09aei");
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(8) == 0 ? (byte) random.nextInt(256) : likely[random.nextInt(likely.length)];
            }
            try {
                if (line.read(bytes, 0, bytes.length)) {
                    for (int pair = Math.max(line.field("a"), line.tag("a")); pair >= 0; pair--) {
                        line.text(pair);
                        line.number(pair);
                    }
                }
            } catch (RuntimeException e) {
                throw new AssertionError("to repeat: -Ddepot.test.seed=" + seed, e);
            }
        }
    }
}

package depot.gnss.ntrip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadRestTest {
    private final HeadRest rest = new HeadRest();

    private String data(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new String(rest.data(bytes, bytes.length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void headerLinesAreTakenAwayUpToAnEmptyOne() {
        assertEquals("", data("Server: x\r\nDa"));
        assertFalse(rest.isOver());
        assertEquals("data", data("te: today\r\n\r\ndata"));
        assertTrue(rest.isOver());
        assertEquals("X: y\r\n", data("X: y\r\n"), "data, whatever they look like");
    }

    @Test
    void linesWithoutEndAreNoHead() {
        int taken = 0;
        while (data("X: y\r\n").isEmpty()) {
            taken++;
            assertTrue(taken * 6 <= 8192, "it takes away no more than that");
        }
        assertTrue(rest.isOver());
        assertEquals(8192 / 6, taken);
    }
}

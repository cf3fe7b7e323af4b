package depot.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkerScannerTest {

    private static final byte[] TEXT = (
            "{\"data\":[{\"id\":\"battery\",\"batteryVoltage\":17.0,\"x\":1},{\"batteryVoltage\":1.2345678E7},"
            + "{\"batteryVoltag\":9,\"batteryVoltage\":240},{\"batteryVoltage\":null},"
            + "{\"batteryVoltage\":5}]}").getBytes(StandardCharsets.UTF_8);
    private static final List<Long> MARKERS = List.of(17L, 12_345_678L, 240L, -1L, 5L);

    private final List<Long> found = new ArrayList<>();
    private final MarkerScanner scanner = new MarkerScanner("batteryVoltage", found::add);

    @Test
    void findsEveryNumberAfterTheKey() {
        scanner.add(ByteBuffer.wrap(TEXT), true);
        assertEquals(MARKERS, found);
    }

    @Test
    void findsThemWhereverTheTextIsCut() {
        for (int first = 0; first <= TEXT.length; first++) {
            for (int second = first; second <= TEXT.length; second++) {
                found.clear();
                scanner.add(ByteBuffer.wrap(TEXT, 0, first), false);
                scanner.add(ByteBuffer.wrap(TEXT, first, second - first), false);
                scanner.add(ByteBuffer.wrap(TEXT, second, TEXT.length - second), true);
                assertEquals(MARKERS, found, "cut at " + first + " and " + second);
            }
        }
    }

    @Test
    void nothingCarriesOverToTheNextMessage() {
        scanner.add(ByteBuffer.wrap("{\"batteryVolt".getBytes(StandardCharsets.UTF_8)), true);
        scanner.add(ByteBuffer.wrap("age\":3}".getBytes(StandardCharsets.UTF_8)), true);
        assertEquals(List.of(), found);
    }
}

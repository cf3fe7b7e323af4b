package depot.common.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sequences of Autobahn's cases 6.x, each with the number of bytes after which it is known to be wrong. */
class Utf8CheckTest {
    /** How many bytes were taken; -1 when all were and a character is cut. */
    private static int taken(byte[] text) {
        Utf8Check check = new Utf8Check();
        for (int i = 0; i < text.length; i++) {
            if (!check.take(text[i] & 0xFF)) {
                return i;
            }
        }
        return check.isWhole() ? text.length : -1;
    }

    @ParameterizedTest
    @CsvSource({"CEBAE1BDB9CF83CEBCCEB5F4908080656469746564, 12", "CEBAE1BDB9CF83CEBCCEB5EDA080656469746564, 12", "C080, 0", "C1BF, 0",
            "E08080, 1", "F0808080, 1",
        "F4908080, 1", "F5, 0", "FF, 0", "80, 0", "61BF, 1", "EDBFBF, 1", "EFBFBF, 3", "F48FBFBF, 4", "C2, -1", "E182, -1", "C241, 1",
        "F09F9A9C41, 5"})
    void theFirstWrongByteTells(String hex, int taken) {
        assertEquals(taken, taken(HexFormat.of().parseHex(hex)));
    }

    @Test
    void itSaysWhatTheJdkSaysOfAllShortSequences() {
        int[] bytes = {0, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4,
                0xF5, 0xFF};
        int n = bytes.length;
        for (int i = 0; i < n * n * n * n; i++) {
            byte[] text = {(byte) bytes[i % n], (byte) bytes[i / n % n], (byte) bytes[i / n / n % n], (byte) bytes[i / n / n / n]};
            assertEquals(isUtf8(text), taken(text) == text.length, () -> HexFormat.of().formatHex(text));
        }
    }

    private static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}

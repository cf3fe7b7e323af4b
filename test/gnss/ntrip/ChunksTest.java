package depot.gnss.ntrip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.Streams;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {
    private static byte[] unchunked(Chunks chunks, byte[] body, int piece) throws Chunks.Broken {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += piece) {
            byte[] part = Arrays.copyOfRange(body, at, Math.min(at + piece, body.length));
            data.write(part, 0, chunks.data(part, part.length));
        }
        return data.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void everySplitGivesTheSame() throws Exception {
        byte[] body = ascii("5\r\nhello\r\n1;x=y\r\n \r\n00A\r\n0123456789\r\n0\r\n\r\nleft over");
        for (int piece = 1; piece <= body.length; piece++) {
            Chunks chunks = new Chunks();
            assertArrayEquals(ascii("hello 0123456789"), unchunked(chunks, body, piece));
            assertTrue(chunks.ended());
        }
    }

    /** A real caster's: see INDEX.md beside the capture. */
    @Test
    void aRealBody() throws Exception {
        byte[] body = Captures.read("ntrip-v2-chunked-body.bin");
        for (int piece : new int[] {1, 7, 100, 4096, body.length}) {
            byte[] data = unchunked(new Chunks(), body, piece);
            assertEquals(62_960, data.length);
            Streams.Framed framed = Streams.framed(data);
            assertEquals(292, framed.frames().size());
            assertEquals(0, framed.counts().skippedBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "\r\n", "-1\r\n", "123456789\r\n", "ffffffff\r\n", "2\r\nabc\r\n"})
    void brokenOnes(String body) {
        assertThrows(Chunks.Broken.class, () -> unchunked(new Chunks(), ascii(body), 100));
    }

    @Test
    void aSizeThatDoesNotEndIsBounded() {
        assertThrows(Chunks.Broken.class, () -> unchunked(new Chunks(), ascii("0".repeat(1000)), 10));
    }

    @Test
    void withoutTheLastChunkItHasNotEnded() throws Exception {
        Chunks chunks = new Chunks();
        unchunked(chunks, ascii("2\r\nab\r\n"), 3);
        assertFalse(chunks.ended());
    }
}

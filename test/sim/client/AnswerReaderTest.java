package depot.sim.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerReaderTest {

    private final List<String> answers = new ArrayList<>();
    private final AnswerReader reader =
            new AnswerReader((status, body, more) -> answers.add(status + " " + StandardCharsets.UTF_8.decode(body) + " " + more));

    private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-length: 11\r\nDate: today\r\n\r\n{\"ok\":true}"
            + "HTTP/1.1 204 No Content\r\n\r\n"
            + "HTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n"
            + "HTTP/1.1 200 OK\r\ncontent-length:0\r\nConnection: close\r\n\r\n";
    private static final List<String> ANSWERS = List.of("200 {\"ok\":true} true", "204  true", "404 hello world true", "200  false");

    @Test
    void readsAnswersWhereverTheStreamIsCut() throws IOException {
        byte[] stream = STREAM.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= stream.length; cut++) {
            answers.clear();
            reader.feed(ByteBuffer.wrap(stream, 0, cut));
            reader.feed(ByteBuffer.wrap(stream, cut, stream.length - cut));
            assertEquals(ANSWERS, answers, "cut at " + cut);
        }
    }

    @Test
    void withoutALengthTheEndOfTheConnectionEndsTheBody() throws IOException {
        reader.feed(ByteBuffer.wrap("HTTP/1.0 200 OK\r\n\r\nall of it".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(List.of(), answers);
        reader.end();
        assertEquals(List.of("200 all of it false"), answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2p1\r\n\r\n", "HTTP/1.1 2xx OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfish\r\n"})
    void refusesWhatIsNoAnswer(String text) {
        assertThrows(IOException.class, () -> reader.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void aHeadHasAnEnd() {
        byte[] endless = ("HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000)).getBytes(StandardCharsets.US_ASCII);
        assertThrows(IOException.class, () -> reader.feed(ByteBuffer.wrap(endless)));
    }
}

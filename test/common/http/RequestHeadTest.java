package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads that two readers could read in two ways are refused (RFC 9112); all others are taken as they are. */
class RequestHeadTest {
    private static final int MOST = 1024;

    static Stream<Arguments> oddities() {
        return Stream.of(
                of("a plain one", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0),
                of("empty lines before it", "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 0),
                of("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0),
                of("HTTP/1.1 without Host", "GET / HTTP/1.1\r\n\r\n", 400),
                of("a proxy's method", "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", 501),
                of("a tab and text of another script in a value", "GET / HTTP/1.1\r\nHost: x\r\nX:\ta\tb \u00fc\r\n\r\n", 0),
                of("an empty value", "GET / HTTP/1.1\r\nHost: x\r\nX:\r\n\r\n", 0),
                of("a signed length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +52\r\n\r\n", 400),
                of("a negative length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
                of("a length in hex", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x10\r\n\r\n", 400),
                of("a length with a blank in it", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5 2\r\n\r\n", 400),
                of("a list of lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\n", 400),
                of("two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 400),
                of("an empty length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", 400),
                of("digits of another script", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \u00b2\r\n\r\n", 400),
                of("a length beyond 63 bits", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775808\r\n\r\n", 400),
                of("length and chunks", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
                of("chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
                of("another encoding", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
                of("two encodings", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", 501),
                of("two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
                of("a bare CR in a value", "GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n", 400),
                of("a bare CR in the request line", "GET /\r HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("a bare LF", "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400),
                of("NUL in a value", "GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n", 400),
                of("NUL in the address", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("another control character", "GET / HTTP/1.1\r\nHost: x\r\nX: \u0001\r\n\r\n", 400),
                of("DEL", "GET / HTTP/1.1\r\nHost: x\r\nX: \u007f\r\n\r\n", 400),
                of("a blank before the colon", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\n", 400),
                of("a folded line", "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", 400),
                of("a folded first line", "GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400),
                of("a line without a colon", "GET / HTTP/1.1\r\nHost: x\r\nX\r\n\r\n", 400),
                of("a line without a name", "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n", 400),
                of("two blanks in the request line", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("a blank in the address", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("a blank before the method", " GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("a whole address", "GET http://x/rovers HTTP/1.1\r\nHost: x\r\n\r\n", 0),
                of("a whole address in other letters", "GET HTTPS://x/rovers HTTP/1.1\r\nHost: x\r\n\r\n", 0),
                of("the server itself", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 0),
                of("an address of mail", "GET mailto:x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("an address without an authority", "GET http:x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("a host and a port", "GET x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("a path without its slash", "GET rovers HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("a query alone", "GET ?a=b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
                of("no version", "GET /\r\nHost: x\r\n\r\n", 400),
                of("half a version", "GET / HTTP/1\r\nHost: x\r\n\r\n", 400),
                of("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
                of("TLS", "\u0016\u0003\u0001", 400),
                of("two expectations",
                "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", 400),
                of("a line without an end", "GET / HTTP/1.1\r\nX: " + "x".repeat(2 * MOST), 431),
                of("lines without an end", "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(MOST), 431));
    }

    private static Arguments of(String what, String head, int status) {
        return Arguments.of(what, head, status);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("oddities")
    void eachIsTakenOrRefused(String what, String head, int status) {
        assertEquals(status, status(head));
    }

    /** 0 for one that is taken. */
    private static int status(String text) {
        HeadScanner scanner = new HeadScanner(MOST);
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            switch (scanner.take(b)) {
                case MORE -> { }
                case BAD -> {
                    return scanner.violation().status();
                }
                case END -> {
                    return RequestHead.judge(scanner.head()) instanceof RequestHead.Judgement.Bad bad ? bad.violation().status() : 0;
                }
            }
        }
        throw new AssertionError("neither whole nor refused");
    }

    private static RequestHead head(String lines) {
        byte[] head = ("POST / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return ((RequestHead.Judgement.Good) RequestHead.judge(head)).head();
    }

    @Test
    void theBodyIsAsLongAsItSays() {
        assertEquals(0, head("").contentLength());
        assertEquals(52, head("content-LENGTH: 0052 \r\n").contentLength());
        assertEquals(RequestHead.CHUNKED, head("Transfer-Encoding: Chunked\r\n").contentLength());
    }

    @Test
    void anExpectationIsOursToAnswer() {
        RequestHead head = head("Expect: 100-Continue\r\nContent-Length: 3\r\nX: y\r\n");
        assertTrue(head.expectsContinue());
        assertEquals("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nX: y\r\n\r\n",
                new String(head.bytes(), StandardCharsets.ISO_8859_1));
        assertFalse(head("Expect: 100-continue\r\n").expectsContinue(), "there is no body to wait for");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"5, 5, true", "`5;name=value`, 5, true", "`5 ; x`, 5, true", "7fffffff, 2147483647, true",
            "000000000000005, 5, true",
        "80000000, 0, false", "ffffffffff, 0, false", "ffffffffffffffffffff, 0, false", "-1, 0, false", "+5, 0, false", "0x5, 0, false",
        "zz, 0, false", "``, 0, false", "` 5`, 0, false"})
    void aChunksSizeIsHexadecimalAndFits(String line, int size, boolean taken) {
        ChunkFrames chunks = new ChunkFrames();
        assertEquals(taken ? new ChunkFrames.Line.Data(size) : "broken", last(chunks, line + "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"`\r\n`, true", "`Digest: x\r\n\r\n`, true", "`XDELETE /rovers/victim HTTP/1.1\r\n`, false",
        "`DELETE /rovers/victim HTTP/1.1\r\nHost: x\r\n\r\n`, false", "`\n`, false", "`X\0: y\r\n\r\n`, false", "`\rX`, false"})
    void theEndIsAnEnd(String behind, boolean taken) {
        assertEquals(taken ? new ChunkFrames.Line.End() : "broken", last(new ChunkFrames(), "0\r\n" + behind));
    }

    @Test
    void aChunkThatIsLongerThanItSaysIsBroken() {
        ChunkFrames chunks = new ChunkFrames();
        assertEquals(new ChunkFrames.Line.Data(2), last(chunks, "2\r\n"));
        assertEquals("broken", last(chunks, "{}X\r\n".substring(2)));
    }

    /** The first line that is something; of the broken ones only that. */
    private static Object last(ChunkFrames chunks, String bytes) {
        for (byte b : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
            ChunkFrames.Line line = chunks.take(b);
            if (!(line instanceof ChunkFrames.Line.Unfinished)) {
                return line instanceof ChunkFrames.Line.Broken ? "broken" : line;
            }
        }
        throw new AssertionError("unfinished");
    }
}

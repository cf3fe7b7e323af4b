package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.RawHttp;
import depot.support.TestService;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A body in chunks whose form is broken. The JDK's server reads chunks itself, and a mistake in that can take its one
 * dispatching thread along: so each case has a service of its own.
 */
class BrokenChunksTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "ffffffffff, a length that overflows an int", "ffffffffffffffffffff, one of too many digits", "7fffffff, one that never comes",
        "-1, a negative length", "zz, no number", "``, no length at all", "0, an end with text behind it"})
    void isTheClientsErrorAndTheServiceGoesOn(String length, String what, @TempDir Path folder) throws Exception {
        try (TestService service = TestService.start(folder)) {
            try (RawHttp connection = RawHttp.connect(service.port())) {
                connection.send("POST /register HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + length
                        + "\r\n{}\r\n0\r\n\r\n");
                connection.socket().shutdownOutput();
                int status = connection.readStatus();
                assertTrue(status == -1 || status >= 400 && status < 500, "status " + status);
            }
            try (RawHttp another = RawHttp.connect(service.port())) {
                another.socket().setSoTimeout(30_000);
                another.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals(200, another.readStatus());
            }
        }
    }
}

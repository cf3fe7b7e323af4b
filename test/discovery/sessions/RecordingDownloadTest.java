package depot.discovery.sessions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.common.http.Downloads;
import depot.common.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingDownloadTest {
    private static final int LENGTH = 300_000;
    private static final int PIECE = 64 * 1024;

    @TempDir
    Path temp;
    Recordings recordings;
    Path file;
    byte[] content;

    @BeforeEach
    void oneRecording() throws IOException {
        recordings = new Recordings(temp);
        content = new byte[LENGTH];
        new Random(1).nextBytes(content);
        file = recordings.write("bvr-01/sessions/a/session.rrd", content);
    }

    @AfterEach
    void nothingStaysOpen() throws IOException {
        recordings.endAnswers();
        assertEquals(List.of(), recordings.openFiles());
    }

    private Response get(String... headers) throws IOException {
        return recordings.download("GET", "bvr-01", "a", headers);
    }

    /** The recording's tag, from an answer whose body is sent. */
    private String tag() throws IOException {
        return recordings.download("HEAD", "bvr-01", "a").headers().get("ETag");
    }

    private void isWhole(Response response) throws IOException {
        assertEquals(200, response.status());
        assertEquals(LENGTH, response.length());
        assertFalse(response.headers().containsKey("Content-Range"));
        assertArrayEquals(content, Recordings.body(response));
    }

    private void isPart(Response response, int first, int last) throws IOException {
        assertEquals(206, response.status());
        assertEquals("bytes " + first + "-" + last + "/" + LENGTH, response.headers().get("Content-Range"));
        assertEquals(last - first + 1, response.length());
        assertArrayEquals(Arrays.copyOfRange(content, first, last + 1), Recordings.body(response));
    }

    @Test
    void theWholeFile() throws IOException {
        Response response = get();
        isWhole(response);
        assertEquals("application/octet-stream", response.headers().get("Content-Type"));
        assertEquals("attachment; filename=\"session.rrd\"", response.headers().get("Content-Disposition"));
        assertEquals("bytes", response.headers().get("Accept-Ranges"));
        assertEquals("Sun, 01 Mar 2026 11:00:00 GMT", response.headers().get("Last-Modified"));
        assertTrue(response.headers().get("ETag").matches("\"[0-9a-f]+\""));
    }

    @Test
    void theFlatLayoutAndNamesThatAddressesMustEscape() throws IOException {
        recordings.write("wiese 2/1+1 %/session.rrd", content);
        isWhole(recordings.download("GET", "wiese%202", "1+1%20%25"));
    }

    @Test
    void namesBeyondAscii() throws IOException {
        String names = System.getProperty("sun.jnu.encoding");
        assumeTrue(names.equals("UTF-8"), "file names are in " + names + " here: set LC_ALL to C.UTF-8");
        recordings.write("wiese s\u00fcd/sessions/\ud83d\ude9c/session.rrd", content);
        recordings.write("wiese s\u00fcd/sessions/\ud83d\ude9c/metadata.json", Recordings.metadata("s", "2026-03-01T09:00:00Z"));
        isWhole(recordings.download("GET", "wiese%20s%C3%BCd", "%F0%9F%9A%9C"));
        assertEquals(List.of("\ud83d\ude9c"), recordings.listed("rover_id=wiese+s%C3%BCd"));
    }

    @Test
    void aSessionBesideTheSessionsFolderIsNone() throws IOException {
        recordings.write("bvr-01/beside/session.rrd", content);
        assertEquals(404, recordings.downloadStatus("bvr-01", "beside"));
    }

    @Test
    void itNeedsNoMetadataAndTheMetadataNoRecording() throws IOException {
        recordings.session("bvr-01", "b", "2026-03-01T09:00:00Z");
        assertEquals(200, recordings.downloadStatus("bvr-01", "a"));
        assertEquals(404, recordings.downloadStatus("bvr-01", "b"));
    }

    @ParameterizedTest(name = "Range: {0}")
    @CsvSource({"bytes=0-0,0,0", "bytes=100-199999,100,199999", "bytes=299999-,299999,299999", "bytes=65536-131071,65536,131071",
            "bytes=-1,299999,299999", "bytes=-300000,0,299999", "bytes=0-,0,299999", "bytes=-999999,0,299999", "bytes=1-999999,1,299999"})
    void parts(String range, int first, int last) throws IOException {
        Response response = get("Range", range);
        isPart(response, first, last);
        assertEquals("application/octet-stream", response.headers().get("Content-Type"));
        assertEquals(tag(), response.headers().get("ETag"));
    }

    @ParameterizedTest(name = "Range: {0}")
    @CsvSource(delimiter = '|', value = {"bytes=0-1,5-6", "bytes=5-1", "items=0-1", "bytes=x", "bytes=-"})
    void rangesThatAreIgnored(String range) throws IOException {
        isWhole(get("Range", range));
    }

    @ParameterizedTest(name = "Range: {0}")
    @CsvSource({"bytes=300000-", "bytes=300000-300001", "bytes=-0", "bytes=99999999999999999999-"})
    void rangesThatCannotBe(String range) throws IOException {
        Response response = get("Range", range);
        assertEquals(416, response.status());
        assertEquals("bytes */300000", response.headers().get("Content-Range"));
        assertTrue(new String(Recordings.body(response)).startsWith("{\"error\":\""));
    }

    @Test
    void anEmptyRecording() throws IOException {
        recordings.write("bvr-01/sessions/a/session.rrd", "");
        assertEquals(200, get().status());
        assertEquals(0, get().length());
        assertEquals(200, get("Range", "bytes=-5").status());
        assertEquals(416, get("Range", "bytes=0-").status());
        assertEquals("bytes */0", get("Range", "bytes=0-").headers().get("Content-Range"));
    }

    @Test
    void headSaysWhatGetWouldAndKnowsNoRanges() throws IOException {
        Response whole = get();
        isWhole(whole);
        for (Response head : new Response[] {recordings.download("HEAD", "bvr-01", "a"),
                recordings.download("HEAD", "bvr-01", "a", "Range", "bytes=0-1"),
                recordings.download("HEAD", "bvr-01", "a", "Range", "bytes=300000-")}) {
            assertEquals(200, head.status());
            assertEquals(LENGTH, head.length());
            assertEquals(whole.headers(), head.headers());
        }
        assertEquals(304, recordings.download("HEAD", "bvr-01", "a", "If-None-Match", tag()).status());
    }

    @Test
    void whoWantsAnotherStateGetsNone() throws IOException {
        assertEquals(200, get("If-Match", "\"x\", " + tag()).status());
        assertEquals(200, get("If-Match", "*").status());
        assertEquals(206, get("If-Match", tag(), "Range", "bytes=0-1").status());
        assertEquals(412, get("If-Match", "\"x\"").status());
        assertEquals(412, get("If-Match", "W/" + tag()).status(), "a weak tag matches nothing here");
        assertEquals(412, get("If-Match", "\"x\"", "If-None-Match", tag()).status(), "it comes first");
        assertEquals(412, get("If-Unmodified-Since", "Sun, 01 Mar 2026 10:59:59 GMT").status());
        assertEquals(200, get("If-Unmodified-Since", "Sun, 01 Mar 2026 11:00:00 GMT").status());
        assertEquals(200, get("If-Unmodified-Since", "yesterday").status());
        assertEquals(200, get("If-Match", tag(), "If-Unmodified-Since", "Sun, 01 Mar 2026 10:59:59 GMT").status(), "a tag says more");
        assertEquals(tag(), get("If-Match", "\"x\"").headers().get("ETag"));
    }

    @Test
    void soManyAtATimeAndOthersAreAskedToRetry() throws IOException {
        Recordings few = new Recordings(recordings.root, new Downloads("test", 1, 2));
        Response first = few.download("GET", "bvr-01", "a");
        Response second = few.download("GET", "bvr-01", "a");
        assertEquals(503, few.downloadStatus("bvr-01", "a"));
        second.discard();
        second.discard();
        assertEquals(404, few.downloadStatus("bvr-01", "none"), "it gives its place back");
        Response third = few.download("GET", "bvr-01", "a", "If-None-Match", tag());
        assertEquals(503, few.downloadStatus("bvr-01", "a"));
        third.discard();
        first.discard();
        isWhole(few.download("GET", "bvr-01", "a"));
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws IOException {
        Response response = get("If-None-Match", "\"x\", W/" + tag());
        assertEquals(304, response.status());
        assertEquals(0, response.length());
        assertEquals(tag(), response.headers().get("ETag"));
        assertEquals(304, get("If-None-Match", tag(), "Range", "bytes=0-1").status()); // it comes before the range
        assertEquals(304, get("If-Modified-Since", "Sun, 01 Mar 2026 11:00:00 GMT").status());
        isWhole(get("If-None-Match", "\"x\""));
        isWhole(get("If-Modified-Since", "Sun, 01 Mar 2026 10:59:59 GMT"));
    }

    @Test
    void aPartOfAnotherFileIsNotJoined() throws IOException {
        isPart(get("Range", "bytes=5-9", "If-Range", tag()), 5, 9);
        isPart(get("Range", "bytes=5-9", "If-Range", "Sun, 01 Mar 2026 11:00:00 GMT"), 5, 9);
        isWhole(get("Range", "bytes=5-9", "If-Range", "\"x\""));
        isWhole(get("Range", "bytes=5-9", "If-Range", "W/" + tag()));
        isWhole(get("Range", "bytes=5-9", "If-Range", "Sun, 01 Mar 2026 10:00:00 GMT"));
        isWhole(get("Range", "bytes=300000-", "If-Range", "\"x\"")); // nor is it 416
    }

    @Test
    void anotherStateHasAnotherTag() throws IOException {
        String tag = tag();
        Files.setLastModifiedTime(file, FileTime.from(Recordings.NOON));
        assertNotEquals(tag, tag());
        Files.setLastModifiedTime(file, Recordings.EARLIER);
        assertEquals(tag, tag());
        Path other = recordings.write("other", content); // the same length, time and bytes, in another file
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertNotEquals(tag, tag());
    }

    @Test
    void itGoesOutInPieces() throws IOException {
        int[] largest = {0};
        get().body().writeTo(new Receiver(() -> {}) {
            @Override
            public void write(byte[] bytes, int from, int length) {
                largest[0] = Math.max(largest[0], length);
            }
        });
        assertEquals(PIECE, largest[0]);
    }

    /** Receives, and does something once after the first piece. */
    private static class Receiver extends OutputStream {
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final Step afterFirst;

        interface Step {
            void take() throws IOException;
        }

        Receiver(Step afterFirst) {
            this.afterFirst = afterFirst;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            boolean first = received.size() == 0;
            received.write(bytes, from, length);
            if (first) {
                afterFirst.take();
            }
        }
    }

    @Test
    void aFileCutShortWhileItIsSentEndsTheAnswer() throws IOException {
        Receiver client = new Receiver(() -> {
            try (FileChannel writer = FileChannel.open(file, StandardOpenOption.WRITE)) {
                writer.truncate(100_000);
            }
        });
        Response response = get();
        assertEquals(LENGTH, response.length());
        assertThrows(EOFException.class, () -> response.body().writeTo(client));
        assertArrayEquals(Arrays.copyOf(content, 100_000), client.received.toByteArray()); // and nothing made up
    }

    @Test
    void aFileCutShortBeforeTheFirstByteEndsTheAnswerToo() throws IOException {
        Response response = get("Range", "bytes=200000-");
        Files.write(file, new byte[0]);
        Receiver client = new Receiver(() -> {});
        assertThrows(EOFException.class, () -> response.body().writeTo(client));
        assertEquals(0, client.received.size());
    }

    @Test
    void aFileThatGrowsIsSentAsLongAsItWas() throws IOException {
        Receiver client = new Receiver(() -> Files.write(file, new byte[50_000], StandardOpenOption.APPEND));
        get().body().writeTo(client);
        assertArrayEquals(content, client.received.toByteArray());
    }

    @Test
    void aFileReplacedOrDeletedMeanwhileIsSentAsItWas() throws IOException {
        Receiver replaced = new Receiver(() -> Files.move(recordings.write("other", "other"), file, StandardCopyOption.REPLACE_EXISTING));
        get().body().writeTo(replaced);
        assertArrayEquals(content, replaced.received.toByteArray());

        Files.write(file, content);
        Receiver deleted = new Receiver(() -> Files.delete(file));
        get().body().writeTo(deleted);
        assertArrayEquals(content, deleted.received.toByteArray());
        assertEquals(404, recordings.downloadStatus("bvr-01", "a"));
    }

    @Test
    void aClientThatGoesAwayLeavesNothingOpen() throws IOException {
        Receiver gone = new Receiver(() -> {
            throw new IOException("Broken pipe");
        });
        Response response = get();
        assertThrows(IOException.class, () -> response.body().writeTo(gone));
    }
}

package depot.archive.sessions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import depot.archive.store.FreeSpace;
import depot.common.http.Refused;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportFilesTest {
    @TempDir
    Path folder;

    private final AtomicLong free = new AtomicLong(1_000_000_000);
    private final FreeSpace space = new FreeSpace(free::get, 100_000_000);

    private long left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static ExportFiles.Making bytes(int count) {
        return to -> {
            byte[] content = new byte[count];
            Arrays.fill(content, (byte) 7);
            to.write(content);
            return count;
        };
    }

    @Test
    void whatIsMadeHasNoNameAndIsReadAllTheSame() throws Exception {
        Files.writeString(folder.resolve("export1track.csv"), "a killed process left it");
        ExportFiles files = new ExportFiles(folder, 2, 1000, 5000, space);
        assertEquals(0, left());
        try (ExportFiles.Export made = files.make("track.csv", bytes(5))) {
            assertEquals(0, left(), "a kill now leaves nothing behind");
            byte[] piece = new byte[9];
            assertEquals(5, made.read(piece));
            assertArrayEquals(new byte[] {7, 7, 7, 7, 7, 0, 0, 0, 0}, piece);
            assertEquals(-1, made.read(piece));
        }
    }

    @Test
    void clientsThatDoNotReadKeepOnlySoManyFilesAndBytes() throws Exception {
        ExportFiles files = new ExportFiles(folder, 2, 1000, 5000, space);
        ExportFiles.Export first = files.make("track.csv", bytes(600));
        assertEquals(503, assertThrows(Refused.class, () -> files.make("track.csv", bytes(500))).status());
        ExportFiles.Export second = files.make("track.csv", bytes(400));
        assertEquals(503, assertThrows(Refused.class, () -> files.make("track.csv", bytes(1))).status());
        first.close();
        first.close();
        files.make("track.csv", bytes(600)).close();
        second.close();
        files.make("track.csv", bytes(5000)).close(); // larger than all together may be, and alone
        assertEquals(0, left());
    }

    @Test
    void whatCannotBeMadeIsNotCounted() throws Exception {
        ExportFiles files = new ExportFiles(folder, 1, 1000, 5000, space);
        for (int i = 0; i < 3; i++) {
            assertThrows(IOException.class, () -> files.make("track.csv", to -> {
                throw new IOException("the disk is broken");
            }));
        }
        files.make("track.csv", bytes(1)).close();
        assertEquals(0, left());
    }

    /** A small recording can unpack to hundreds of gigabytes of text. */
    @Test
    void aFileThatGetsTooLargeIsGivenUpWhileItIsWritten() throws Exception {
        ExportFiles files = new ExportFiles(folder, 1, 1000, 5000, space);
        AtomicLong written = new AtomicLong();
        Refused refused = assertThrows(Refused.class, () -> files.make("track.csv", to -> {
            while (true) {
                to.write(new byte[100]);
                written.addAndGet(100);
            }
        }));
        assertEquals(422, refused.status());
        assertTrue(refused.getMessage().startsWith("track.csv of this recording"), refused.getMessage());
        assertEquals(5000, written.get());
        assertEquals(0, left());
        files.make("track.csv", bytes(5000)).close();
    }

    /** Writers give what they have gathered when they are closed: what was given up fails once more then, and its reason must last. */
    @ParameterizedTest
    @EnumSource
    void theReasonIsToldWhateverWrites(By by) {
        ExportFiles large = new ExportFiles(folder, 1, 1L << 40, 100_000, space);
        assertEquals(422, assertThrows(Refused.class, () -> large.make("track.csv", by.making)).status());
        ExportFiles crowded = new ExportFiles(folder, 1, 1L << 40, 1L << 40, space);
        free.set(100_000_000);
        Refused refused = assertThrows(Refused.class, () -> crowded.make("track.csv", by.making));
        assertEquals(503, refused.status());
        assertTrue(refused.getMessage().contains("disk is full"), refused.getMessage());
    }

    /** As {@link Exports} and {@link GeoTrack} do. */
    enum By {
        TEXT(to -> {
            try (Writer out = new BufferedWriter(new OutputStreamWriter(to))) {
                while (true) {
                    out.write("1.0,2.0,3.0,4.0\n");
                }
            }
        }),
        JSON(to -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(to)) {
                json.writeStartArray();
                while (true) {
                    json.writeNumber(1.5);
                }
            }
        });

        private final ExportFiles.Making making;

        By(ExportFiles.Making making) {
            this.making = making;
        }
    }

    /** Else uploads would be refused, and the maps' books could not be written. */
    @Test
    void whatIsToStayFreeOfTheDiskStaysFree() throws Exception {
        ExportFiles files = new ExportFiles(folder, 1, 1L << 40, 1L << 40, space);
        free.set(120_000_000);
        Refused refused = assertThrows(Refused.class, () -> files.make("track.csv", to -> {
            while (true) {
                to.write(new byte[100_000]);
                free.addAndGet(-100_000);
            }
        }));
        assertEquals(503, refused.status());
        assertTrue(free.get() >= 100_000_000, free + " bytes");
        assertEquals(0, left());
        free.set(1_000_000_000);
        files.make("track.csv", bytes(1)).close();
    }

    @Test
    void twoThatAreWrittenAtOnceAreCountedMeanwhile() throws Exception {
        ExportFiles files = new ExportFiles(folder, 2, 1000, 5000, space);
        files.make("track.csv", to -> {
            to.write(new byte[600]);
            assertEquals(503, assertThrows(Refused.class, () -> files.make("scalars.csv", bytes(500))).status());
            files.make("scalars.csv", bytes(300)).close();
            return 1;
        }).close();
        assertEquals(0, left());
    }
}

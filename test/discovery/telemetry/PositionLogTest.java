package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import depot.support.Await;
import depot.support.Json;
import depot.support.ManualTime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions on the disk: anybody can send them, so what they take is bounded whatever comes. */
class PositionLogTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final int RECORD = 28;

    private final ManualTime time = new ManualTime();
    private final OutputBudget budget = new OutputBudget(100_000_000);
    @TempDir
    Path data;

    /** Positions at these times of the rover's clock, each arriving so long after the one before, and from another place. */
    private void tell(Duration pause, LongStream nanos) {
        try (PositionLog log = new PositionLog(data, time)) {
            int[] told = {0};
            nanos.forEach(each -> {
                log.add("frog-0", new Telemetry.Position(time.nanos(), 48 + told[0]++ % 1000 * 1e-5, 11.5, 0.5, each));
                time.advance(pause);
            });
        }
    }

    private long now() {
        return time.millis() * 1_000_000;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<Path> days() throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("positions"))) {
            return all.sorted().toList();
        }
    }

    private long kept() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        return bytes / RECORD;
    }

    private List<?> read(long fromNanos, long toNanos) throws IOException {
        OutputBudget.Room room = budget.room(0);
        try (PositionLog log = new PositionLog(data, time)) {
            PositionList found = log.between("frog-0", fromNanos, toNanos, room);
            return (List<?>) Json.object(new String(JsonText.write(found::writeTo), StandardCharsets.UTF_8)).get("positions");
        } finally {
            room.release();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -SECOND, SECOND, 1})
    void aFloodIsThinnedWhicheverWayItsTimesGo(long step) throws Exception {
        long first = now();
        tell(Duration.ofNanos(50_000), LongStream.range(0, 200_000).map(i -> first + i * step)); // ten seconds of 20,000 each
        assertTrue(kept() <= 50, kept() + " of ten seconds");
    }

    @Test
    void oneASecondIsKeptAlsoWhenTheRoversClockIsSetBackOrItsRadioHeldThemUp() throws Exception {
        long first = now();
        tell(Duration.ofSeconds(1), LongStream.range(0, 10).map(i -> first + i * SECOND));
        assertEquals(10, kept());
        tell(Duration.ofSeconds(1), LongStream.range(0, 10).map(i -> first - 3600 * SECOND + i * SECOND));
        assertEquals(20, kept());
        tell(Duration.ZERO, LongStream.range(0, 25).map(i -> first + (100 + i) * SECOND));
        assertEquals(45, kept());
    }

    @Test
    void aWriteThatIsUnderWayAtTheEndIsNotCutShort() throws Exception {
        for (int i = 0; i < 100; i++) {
            tell(Duration.ofSeconds(1), LongStream.of(now()));
        }
        assertEquals(100, kept());
    }

    @Test
    void timesFromAllCenturiesMakeNoMoreFoldersThanDaysAreKept() throws Exception {
        tell(Duration.ofSeconds(1), LongStream.range(1, 2000).map(i -> i * 53 * DAY));
        tell(Duration.ofSeconds(1), LongStream.range(-100, 100).map(i -> now() + i * DAY));
        assertTrue(days().size() <= 17, days().size() + " days");
    }

    @ParameterizedTest
    @CsvSource({"-16, false", "-15, true", "-1, true", "0, true", "1, true", "2, false"})
    void whatIsOfTheKeptDaysIsTakenWithADayForAClockThatIsOff(int days, boolean taken) throws Exception {
        tell(Duration.ZERO, LongStream.of(now() + days * DAY));
        assertEquals(taken ? 1 : 0, kept());
    }

    @Test
    void aDayTakesNoMoreThanItsShare() throws Exception {
        long first = now();
        tell(Duration.ofSeconds(1), LongStream.of(first));
        lengthen(files().getFirst(), (PositionFiles.MOST_OF_A_DAY - 1L) * RECORD);
        tell(Duration.ofSeconds(1), LongStream.range(1, 4).map(i -> first + i * SECOND));
        assertEquals(PositionFiles.MOST_OF_A_DAY, kept());
        assertEquals(4 * 2, read(first, first + DAY / 24).size(), "the first, and the one that there was room for");
    }

    private static void lengthen(Path path, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    @Test
    void aFileThatAnEarlierVersionLetGrowIsReadInPieces() throws Exception {
        long first = now();
        tell(Duration.ofSeconds(1), LongStream.of(first));
        lengthen(files().getFirst(), 85_000_000);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        OutputBudget.Room room = budget.room(0);
        try (PositionLog log = new PositionLog(data, time)) {
            log.between("frog-0", first, first + SECOND, room);
            long before = threads.getCurrentThreadAllocatedBytes();
            log.between("frog-0", first, first + SECOND, room);
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(taken < 1_000_000, taken + " bytes");
        }
        assertEquals(4, read(first, first + SECOND).size());
    }

    @Test
    void anAnswerIsHeldToTheBudget() throws Exception {
        long first = now();
        tell(Duration.ofSeconds(1), LongStream.range(0, 1000).map(i -> first + i * SECOND));
        OutputBudget.Room room = budget.room(0);
        try (PositionLog log = new PositionLog(data, time)) {
            log.between("frog-0", first, first + DAY, room);
            assertTrue(budget.bytes() >= 1000 * (RECORD + 8), budget.bytes() + " bytes");
            OutputBudget.Room small = new OutputBudget(10_000).room(0);
            assertThrows(OutputBudget.Full.class, () -> log.between("frog-0", first, first + DAY, small));
        }
    }

    @Test
    void filesOfEarlierVersionsAreReadInTheOrderOfTimeAcrossDays() throws Exception {
        long midnight = now() / DAY * DAY;
        tell(Duration.ZERO, LongStream.of(midnight - SECOND, midnight + 5 * SECOND));
        List<Path> files = files();
        assertEquals(2, files.size());
        ByteBuffer records = ByteBuffer.allocate(3 * RECORD);
        for (long nanos : new long[] {midnight + 3 * SECOND, midnight + SECOND, midnight + 2 * SECOND}) {
            records.putLong(nanos).putDouble(48.5).putDouble(11.25).putFloat(Float.NaN);
        }
        Files.write(files.get(1), records.array());
        List<Object> expected = new ArrayList<>();
        for (int i : new int[] {1, 2, 3}) {
            expected.addAll(List.of((midnight + i * SECOND) / 1e6, 48.5, 11.25));
        }
        List<?> found = read(midnight - SECOND, midnight + DAY);
        assertEquals((midnight - SECOND) / 1e6, found.getFirst());
        List<Object> rest = new ArrayList<>();
        for (int i = 4; i < found.size(); i++) {
            if (i % 4 < 3) {
                rest.add(found.get(i));
            } else {
                assertEquals(0, Json.number(found.get(i)));
            }
        }
        assertEquals(expected, rest);
        assertEquals(4, read(midnight + 2 * SECOND, midnight + 2 * SECOND).size());
    }

    @Test
    void filesCountAsTheDiskCountsThem() {
        assertEquals(4096, PositionFiles.onDisk(0));
        assertEquals(4096, PositionFiles.onDisk(RECORD));
        assertEquals(4096, PositionFiles.onDisk(4096));
        assertEquals(8192, PositionFiles.onDisk(4097));
    }

    @Test
    void aDayThatNothingWasWrittenToForTwoWeeksGoesAndAClockThatIsAheadAtTheStartRemovesNothing() throws Exception {
        tell(Duration.ZERO, LongStream.of(now() - 2 * DAY, now()));
        Path older = files().getFirst();
        Path newer = files().getLast();
        FileTime written = FileTime.fromMillis(time.millis());
        Files.setLastModifiedTime(older, written);
        Files.setLastModifiedTime(newer, written);
        time.advance(Duration.ofDays(400));
        new PositionFiles(data.resolve("positions")).clean(time.millis());
        assertEquals(2, files().size());
        Files.setLastModifiedTime(newer, FileTime.fromMillis(time.millis()));
        try (PositionLog _ = new PositionLog(data, time)) {
            Await.until("the old day is gone", () -> !Files.exists(older.getParent()));
        }
        assertTrue(Files.exists(newer));
        assertFalse(days().stream().anyMatch(day -> LocalDate.parse(day.getFileName().toString()).getYear() > 2023));
    }
}

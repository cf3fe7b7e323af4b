package depot.archive.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The field's recordings, read: what the vendor's reader finds in them is found. */
class RecordingReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"field", "rover", "ended", "compacted"})
    void whatTheVendorsReaderFindsIsFound(String name) throws IOException {
        Found found = new Found();
        byte[] bytes = FieldRecordings.read(name);
        RecordingReader.Result result = new RecordingReader(found).read(Channels.newChannel(new ByteArrayInputStream(bytes)));
        Map<String, Object> expected = FieldRecordings.expected(name);
        assertEquals(expected.get("applicationId"), result.applicationId());
        assertEquals("0.22.1", result.version());
        assertEquals(Map.of(), result.notes());
        assertEquals(0, result.damaged());
        assertEquals(name.equals("rover"), result.cut());
        Map<String, Integer> rows = new TreeMap<>();
        map(expected, "rows").forEach((entity, count) -> rows.put(entity, ((Number) count).intValue()));
        assertEquals(rows, found.rows);
        checkPoses(map(expected, "poses"), found);
        checkBattery(map(expected, "battery"), found);
        for (String lidar : List.of("/lidar/scan", "/lidar/points")) {
            if (expected.containsKey(lidar)) {
                checkScans(map(expected, lidar), found.scans.get(lidar));
            } else {
                assertFalse(found.scans.containsKey(lidar));
            }
        }
        Object pictures = map(expected, "rows").get("/camera/image");
        assertEquals(pictures == null ? 0 : ((Number) pictures).intValue(), found.pictures);
        if (found.pictures > 0) {
            assertEquals(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0}).getInt(),
                    ByteBuffer.wrap(found.firstPicture).getInt(), "JPEG");
        }
    }

    private static void checkPoses(Map<String, Object> expected, Found found) {
        double[] x = found.values("/robot/x");
        double[] y = found.values("/robot/y");
        double[] heading = found.values("/robot/heading");
        int count = Math.min(x.length, Math.min(y.length, heading.length));
        assertEquals(number(expected, "count"), count);
        assertEquals(number(expected, "firstTimeNanos"), found.times.get("/robot/x").getFirst());
        assertEquals(number(expected, "lastTimeNanos"), found.times.get("/robot/x").getLast());
        double distance = 0;
        for (int i = 1; i < count; i++) {
            distance += Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
        }
        assertEquals(((Number) expected.get("distanceMetres")).doubleValue(), distance, 0.001);
        assertEquals(((Number) expected.get("sumX")).doubleValue(), Arrays.stream(x).sum(), 1e-5);
        assertEquals(((Number) expected.get("sumY")).doubleValue(), Arrays.stream(y).sum(), 1e-5);
        assertEquals(doubles(expected.get("first")), List.of(x[0], y[0], heading[0]));
        List<Double> last = doubles(expected.get("last"));
        assertEquals(last.get(0), x[count - 1], 1e-9);
        assertEquals(last.get(2), heading[count - 1], 1e-4);
    }

    private static void checkBattery(Map<String, Object> expected, Found found) {
        double[] volts = found.values("/power/battery_voltage");
        assertEquals(number(expected, "count"), volts.length);
        assertEquals(((Number) expected.get("min")).doubleValue(), Arrays.stream(volts).min().orElseThrow(), 1e-4);
        assertEquals(((Number) expected.get("max")).doubleValue(), Arrays.stream(volts).max().orElseThrow(), 1e-4);
    }

    private static void checkScans(Map<String, Object> expected, Found.Scans scans) {
        assertEquals(number(expected, "frames"), scans.frames);
        assertEquals(number(expected, "points"), scans.points);
        List<Double> sum = doubles(expected.get("sum"));
        for (int axis = 0; axis < sum.size(); axis++) {
            assertEquals(sum.get(axis), scans.sum[axis], 0.01);
        }
        Map<String, Object> first = map(expected, "firstFrame");
        assertEquals(number(first, "points"), scans.firstPoints);
        for (int axis = 0; axis < scans.first.length; axis++) {
            assertEquals(doubles(first.get("first")).get(axis), scans.first[axis], 1e-5);
            assertEquals(doubles(first.get("last")).get(axis), scans.lastOfFirst[axis], 1e-5);
        }
    }

    /** Another serializer, other names of columns, other types: the same things. What is in it was read with the vendor's 0.41. */
    @Test
    void aNewerRecordersFileIsRead() {
        Found found = new Found();
        RecordingReader.Result result = new RecordingReader(found)
                .read(FieldRecordings.read("newer"), 0, FieldRecordings.read("newer").length);
        assertEquals("0.41.0", result.version());
        assertEquals("frog-0-2027-01-01T00-00-00", result.applicationId());
        assertTrue(result.ended());
        assertTrue(result.complete(), result.toString());
        assertEquals(Map.of("/__properties", 0, "/lidar/scan", 40, "/robot/heading", 40, "/robot/pose", 40, "/robot/x", 40, "/robot/y", 40),
                found.rows);
        assertEquals(40, found.scans.get("/lidar/scan").frames);
    }

    /** Each cut shows exactly the messages that are whole before it. One pass is cut 200 times: a reader does not know what follows. */
    @ParameterizedTest
    @ValueSource(strings = {"field", "rover", "ended", "compacted"})
    void whateverIsBeforeACutCountsAndNothingElse(String name) {
        byte[] bytes = FieldRecordings.read(name);
        int[] ends = messageEnds(bytes);
        long[] callsAt = new long[ends.length]; // shown when a message is whole
        Found whole = new Found();
        RecordingReader stepwise = new RecordingReader(whole);
        for (int i = 0; i < ends.length; i++) {
            int from = i == 0 ? 0 : ends[i - 1];
            stepwise.read(bytes, from, ends[i] - from);
            callsAt[i] = whole.calls;
        }
        int[] cuts = new Random(20).ints(200, 1, bytes.length).sorted().toArray();
        Found found = new Found();
        RecordingReader reader = new RecordingReader(found);
        int at = 0;
        for (int cut : cuts) {
            RecordingReader.Result result = reader.read(bytes, at, cut - at);
            at = cut;
            int message = messagesBefore(ends, cut);
            assertEquals(message == 0 ? 0 : callsAt[message - 1], found.calls, "cut at " + cut);
            assertEquals(message, result.messages(), "cut at " + cut);
            assertEquals(message == 0 ? cut >= 12 ? 12 : 0 : ends[message - 1], result.bytes(), "cut at " + cut);
            assertEquals(0, result.damaged());
            assertEquals(message == 0 ? cut > 0 && cut != 12 : ends[message - 1] != cut, result.cut(), "cut at " + cut);
        }
        for (int cut : new int[] {cuts[0], cuts[20]}) { // and some from files of their own
            Found own = new Found();
            new RecordingReader(own).read(Arrays.copyOf(bytes, cut), 0, cut);
            int message = messagesBefore(ends, cut);
            assertEquals(message == 0 ? 0 : callsAt[message - 1], own.calls);
        }
    }

    private static int messagesBefore(int[] ends, int cut) {
        int found = Arrays.binarySearch(ends, cut);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Where each message ends, found without the reader. */
    private static int[] messageEnds(byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> ends = new ArrayList<>();
        for (int at = 12; at + 8 <= bytes.length; ) {
            int packed = all.getInt(at);
            if (packed == 0 || at + 8 + packed > bytes.length) {
                break;
            }
            at += 8 + packed;
            ends.add(at);
        }
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    /** What nobody wants is not shown, and what is wanted is all there. */
    @Test
    void onlyWhatIsWantedIsShown() {
        Found found = new Found() {
            @Override
            public boolean wants(String entity) {
                return entity.equals("/lidar/scan");
            }
        };
        byte[] bytes = FieldRecordings.read("field");
        new RecordingReader(found).read(bytes, 0, bytes.length);
        assertEquals(Map.of("/lidar/scan", 280), found.rows);
        assertEquals(69554, found.scans.get("/lidar/scan").points);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "R", "frog", "RRF0aaaaaaaaaaaa", "RRF2\0\26\1\0\7\1\0\0", "RRF2\0\26\1\0\1\7\0\0"})
    void whatIsNoSuchRecordingSaysWhy(String begin) {
        byte[] bytes = begin.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        RecordingReader.Result result = new RecordingReader(new Found()).read(bytes, 0, bytes.length);
        assertEquals(begin.length() < 4, result.fault().isEmpty(), result.toString());
    }

    @SuppressWarnings("unchecked") // of JSON objects
    private static Map<String, Object> map(Map<String, Object> from, String name) {
        return (Map<String, Object>) from.get(name);
    }

    private static long number(Map<String, Object> from, String name) {
        return ((Number) from.get(name)).longValue();
    }

    private static List<Double> doubles(Object list) {
        return ((List<?>) list).stream().map(value -> ((Number) value).doubleValue()).toList();
    }
}

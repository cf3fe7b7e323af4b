package depot.gnss.rtcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Captures;
import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Protocol;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that the captures' index lists. */
class RtcmCapturesTest {
    private static List<Frame> frames(String name) {
        return Streams.framed(Captures.read(name)).frames().stream().filter(f -> f.protocol() == Protocol.RTCM3).toList();
    }

    private static <T extends RtcmMessage> List<T> all(String name, Class<T> type) {
        return frames(name).stream().map(RtcmDecoder::decode).filter(type::isInstance).map(type::cast).toList();
    }

    /** Of the last of each number: satellites, signals, cells. */
    private static Map<Integer, List<Integer>> lastMsm(String name) {
        return all(name, MsmHeader.class).stream().collect(Collectors.toMap(MsmHeader::number,
                m -> List.of(m.satelliteCount(), m.signalCount(), m.cellCount()), (one, next) -> next, TreeMap::new));
    }

    @Test
    void base() {
        String name = "f9p-base-mixed-a.log";
        StationPosition station = new StationPosition(0, 0, true, true, true, false, new Ecef(4444030.8028, 3085671.2349, 3366658.256),
                true, 0,
                OptionalDouble.empty());
        assertEquals(Set.of(station), Set.copyOf(all(name, StationPosition.class)));
        Geodetic place = station.position().toGeodetic();
        assertEquals(32.065832545, place.latitudeDegrees(), 1e-9);
        assertEquals(34.773819035, place.longitudeDegrees(), 1e-9);
        assertEquals(72.1342, place.heightMetres(), 1e-4);
        assertEquals(Map.of(1077, List.of(10, 2, 17), 1087, List.of(7, 2, 13), 1097, List.of(5, 2, 10), 1127, List.of(10, 2, 11)),
                lastMsm(name));
        assertEquals(Set.of(0), all(name, MsmHeader.class).stream().map(MsmHeader::station).collect(Collectors.toSet()));
        assertEquals(80, all(name, GlonassBiases.class).stream().filter(b -> b.biasMetres().isEmpty()).count());
        assertEquals(80, all(name, RtcmMessage.Proprietary.class).stream().filter(p -> p.type().toString().equals("4072.1")).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ntrip-v2-chunked-body.bin", "ntrip-v2-plain-body.rtcm3"})
    void caster(String name) {
        StationPosition station = new StationPosition(25, 0, true, true, false, false, new Ecef(3811965.6701, -175800.0708, 5093615.5606),
                true, 1,
                OptionalDouble.of(0.1));
        assertEquals(Set.of(station), Set.copyOf(all(name, StationPosition.class)));
        assertEquals(Map.of(1077, List.of(9, 4, 31), 1087, List.of(8, 4, 32), 1097, List.of(7, 4, 28), 1127, List.of(10, 6, 44)),
                lastMsm(name));
        assertEquals(Set.of(25), all(name, MsmHeader.class).stream().map(MsmHeader::station).collect(Collectors.toSet()));
    }

    @Test
    void oneBad() {
        assertEquals(Map.of(1077, List.of(10, 2, 17), 1087, List.of(7, 2, 13), 1097, List.of(5, 2, 10), 1127, List.of(10, 2, 11)),
                lastMsm("mixed-one-bad-rtcm-crc.log"));
    }

    /** The epochs of one second belong together, in each system's own time. */
    @Test
    void epochsGoOnBySeconds() {
        Map<Integer, List<Long>> epochs = all("f9p-base-mixed-a.log", MsmHeader.class).stream()
                .collect(Collectors.groupingBy(MsmHeader::number,
                Collectors.mapping(m -> m.millisOfWeek().orElseThrow(), Collectors.toList())));
        epochs.forEach((number, times) -> {
            for (int i = 1; i < times.size(); i++) {
                assertEquals(1000, times.get(i) - times.get(i - 1), "after " + i + " of " + number);
            }
        });
        assertEquals(204_137_001, epochs.get(1077).getFirst());
        assertEquals(14_000, epochs.get(1077).getFirst() - epochs.get(1127).getFirst()); // BeiDou's time
    }

    @ParameterizedTest
    @ValueSource(strings = {"f9p-base-mixed-a.log", "ntrip-v2-plain-body.rtcm3"})
    void whatAStationSentIsEncodedAsItSentIt(String name) {
        for (Frame frame : frames(name)) {
            switch (RtcmDecoder.decode(frame)) {
                case StationPosition station -> assertArrayEquals(frame.bytes(), station.encode());
                case GlonassBiases biases -> assertArrayEquals(frame.bytes(), biases.encode());
                case MsmHeader header -> assertEquals(header, RtcmDecoder.decode(Streams.frame(header.encode())));
                default -> { }
            }
        }
    }
}

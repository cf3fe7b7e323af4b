package depot.gnss.ubx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Captures;
import depot.gnss.Constellation;
import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.frames.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The values that the captures' index lists. */
class UbxCapturesTest {
    private static final String BASE = "f9p-base-mixed-a.log";
    private static final String ROVER = "f9p-ubx-pvt-hppos.log";
    private static final String CONFIG = "f9p-config-poll-ack.ubx";

    private static <T extends UbxMessage> List<T> all(String name, Class<T> type) {
        return Streams.framed(Captures.read(name)).frames().stream().filter(f -> f.protocol() == Protocol.UBX).map(UbxDecoder::decode)
                .filter(type::isInstance).map(type::cast).toList();
    }

    /** @param values as the index has them: time of week, fix type, satellites, latitude and longitude (1e-7), height, hMSL, hAcc, vAcc */
    private static void assertPvt(String utc, NavPvt pvt, long... values) {
        assertEquals(utc, pvt.utc().instant().orElseThrow().minusNanos(pvt.utc().nanos()).toString());
        NavPvt.Position p = pvt.position();
        assertEquals(List.of(values[0], values[1], values[2], values[5], values[6], values[7], values[8]),
                List.of(pvt.timeOfWeekMillis(), (long) pvt.fix().type().ordinal(), (long) pvt.satellites(), (long) p.heightMillimetres(),
                        (long) p.heightAboveSeaMillimetres(), p.horizontalAccuracyMillimetres(), p.verticalAccuracyMillimetres()));
        assertEquals(values[3] / 1e7, p.latitudeDegrees());
        assertEquals(values[4] / 1e7, p.longitudeDegrees());
        assertEquals(true, pvt.fix().ok() && p.valid());
        assertEquals(NavPvt.CarrierSolution.NONE, pvt.fix().carrier());
    }

    @Test
    void baseInTimeMode() {
        List<NavPvt> pvt = all(BASE, NavPvt.class);
        assertEquals(80, pvt.size());
        assertPvt("2022-02-08T08:41:59Z", pvt.getFirst(), 204137000, 5, 31, 320658325, 347738190, 72134, 54642, 685, 484);
        assertPvt("2022-02-08T08:43:18Z", pvt.getLast(), 204216000, 5, 32, 320658325, 347738190, 72134, 54642, 685, 484);
        assertEquals(NavPvt.FixType.TIME_ONLY, pvt.getFirst().fix().type());
        assertEquals(true, pvt.getFirst().fix().differential());
        assertEquals(99.99, pvt.getFirst().positionDop());
    }

    @Test
    void surveyThatHasEnded() {
        List<NavSvin> surveys = all(BASE, NavSvin.class);
        assertEquals(8, surveys.size());
        assertEquals(new NavSvin(204208000, 30, new Ecef(4444030.8029, 3085671.2349, 3366658.256), 0.8383, 31, true, false),
                surveys.getLast());
    }

    @Test
    void roverInTheSouth() {
        List<NavPvt> pvt = all(ROVER, NavPvt.class);
        assertEquals(29, pvt.size());
        assertPvt("2019-04-22T21:19:20Z", pvt.getFirst(), 163178000, 3, 16, -458775286, 1705001306, 29234, 27443, 14481, 12898);
        assertPvt("2019-04-22T21:19:48Z", pvt.getLast(), 163206000, 3, 16, -458775430, 1705000994, 26255, 24465, 14922, 12457);
        assertEquals(1.25, pvt.getLast().positionDop());
        assertEquals(false, pvt.getLast().fix().differential());
        List<NavDop> dops = all(ROVER, NavDop.class);
        assertEquals(29, dops.size());
        assertEquals(pvt.getLast().positionDop(), dops.getLast().position());
        assertEquals(pvt.getLast().timeOfWeekMillis(), dops.getLast().timeOfWeekMillis());
    }

    private static void assertSatellites(NavSat last, long timeOfWeek, int used, int strongest, Map<Constellation, Long> systems) {
        assertEquals(timeOfWeek, last.timeOfWeekMillis());
        assertEquals(used, last.satellites().stream().filter(NavSat.Satellite::used).count());
        assertEquals(strongest, last.satellites().stream().mapToInt(NavSat.Satellite::carrierToNoiseDbHz).max().orElseThrow());
        assertEquals(systems, last.satellites().stream().collect(Collectors.groupingBy(NavSat.Satellite::constellation,
                Collectors.counting())));
    }

    @Test
    void satellites() {
        assertSatellites(all(ROVER, NavSat.class).getLast(), 163204000, 16, 31, Map.of(Constellation.GPS, 11L, Constellation.GALILEO, 8L,
                Constellation.BEIDOU, 13L, Constellation.QZSS, 4L, Constellation.GLONASS, 9L));
        assertSatellites(all(CONFIG, NavSat.class).getLast(), 61269000, 8, 52,
                Map.of(Constellation.GPS, 7L, Constellation.SBAS, 3L, Constellation.GLONASS, 5L));
    }

    /** As ubxtool 3.22 reads it. */
    @Test
    void dilutions() {
        List<NavDop> all = all("f9p-ubx-pvt-hppos.log", NavDop.class);
        assertEquals(29, all.size());
        assertEquals(new NavDop(163178000, 1.41, 1.25, 0.65, 0.99, 0.77, 0.6, 0.48), all.getFirst());
    }

    @Test
    void exchangeWithAReceiver() {
        List<NavPvt> pvt = all(CONFIG, NavPvt.class);
        assertPvt("2022-07-03T17:00:50Z", pvt.getFirst(), 61268000, 3, 8, 534506713, -22403057, 82905, 34422, 12086, 14785);
        assertPvt("2022-07-03T17:00:51Z", pvt.getLast(), 61269000, 3, 8, 534506714, -22403057, 82815, 34331, 12016, 14675);
        List<NavSvin> surveys = all(CONFIG, NavSvin.class);
        assertEquals(2, surveys.size());
        assertEquals(new NavSvin(61269000, 0, new Ecef(0, 0, 0), 94868.3264, 0, false, false), surveys.getLast());
        assertEquals(false, surveys.getLast().ran());
        MonVer version = all(CONFIG, MonVer.class).getLast();
        assertEquals(new MonVer("EXT CORE 1.00 (0fa0ae)", "00190000", List.of("ROM BASE 0x118B2060", "FWVER=HPG 1.32", "PROTVER=27.31",
                "MOD=ZED-F9P", "GPS;GLO;GAL;BDS", "SBAS;QZSS")), version);
        assertEquals(Optional.of("HPG 1.32"), version.extension("FWVER"));
        assertEquals(8, all(CONFIG, MonVer.class).size() + all(CONFIG, UbxMessage.Poll.class).stream()
                .filter(p -> p.id().equals(UbxId.MON_VER)).count());
    }
}

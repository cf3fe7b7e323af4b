package depot.gps.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Constellation;
import depot.gnss.Geodetic;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.nmea.Gga;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.nmea.NmeaMessage;
import depot.gnss.rtcm.MsmHeader;
import depot.gnss.rtcm.RtcmDecoder;
import depot.gnss.rtcm.RtcmMessage;
import depot.gnss.rtcm.StationPosition;
import depot.gnss.ubx.NavPvt;
import depot.gnss.ubx.NavSat;
import depot.gnss.ubx.NavSvin;
import depot.gnss.ubx.UbxDecoder;
import depot.gnss.ubx.UbxMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The simulated receiver is like a real one, as far as its messages show. */
class SimulatedReceiverTest {
    private static final Geodetic ANTENNA = new Geodetic(-33.9, 151.2, 30);
    private static final Instant BEGINNING = Instant.parse("2026-06-01T23:59:30Z");
    private final SimulatedReceiver receiver = new SimulatedReceiver(ANTENNA, Set.of(), new Random(7));

    private List<Object> epochs(int from, int to) {
        List<Object> messages = new ArrayList<>();
        for (int second = from; second < to; second++) {
            Streams.Framed framed = Streams.framed(receiver.epoch(BEGINNING.plusSeconds(second)));
            assertEquals(0, framed.counts().skippedBytes());
            framed.frames().forEach(frame -> messages.add(decoded(frame)));
        }
        return messages;
    }

    private static Object decoded(Frame frame) {
        return switch (frame.protocol()) {
            case NMEA -> NmeaDecoder.decode(frame);
            case UBX -> UbxDecoder.decode(frame);
            case RTCM3 -> RtcmDecoder.decode(frame);
        };
    }

    private static <T> List<T> of(Class<T> type, List<Object> messages) {
        return messages.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void everyMessageCanBeRead() {
        List<Object> messages = epochs(0, 70);
        assertFalse(messages.stream().anyMatch(m -> m instanceof NmeaMessage.Malformed || m instanceof UbxMessage.Malformed
                || m instanceof RtcmMessage.Malformed || m instanceof NmeaMessage.Unknown || m instanceof UbxMessage.Unknown
                || m instanceof RtcmMessage.Unknown));
        assertEquals(70, of(Gga.class, messages).size());
        assertEquals(70, of(NavPvt.class, messages).size());
        assertEquals(14, of(NavSat.class, messages).size());
        assertEquals(280, of(MsmHeader.class, messages).size(), "four systems");
    }

    @Test
    void itSurveysInAndIsABaseFromThenOn() {
        List<Object> during = epochs(0, 60);
        assertTrue(of(StationPosition.class, during).isEmpty(), "no 1005 before it knows where it is");
        assertTrue(of(NavSvin.class, during).stream().allMatch(NavSvin::active));
        assertTrue(of(NavPvt.class, during).stream().allMatch(pvt -> pvt.fix().type() == NavPvt.FixType.FIX_3D));
        List<Object> after = epochs(60, 70);
        NavSvin survey = of(NavSvin.class, after).getLast();
        assertTrue(survey.valid() && !survey.active() && survey.durationSeconds() == 60 && survey.accuracyMetres() < 5, survey::toString);
        assertTrue(survey.mean().distanceMetres(ANTENNA.toEcef()) < 3);
        assertEquals(0, of(StationPosition.class, after).getLast().position().distanceMetres(survey.mean()), 2e-4);
        NavPvt pvt = of(NavPvt.class, after).getLast();
        assertEquals(NavPvt.FixType.TIME_ONLY, pvt.fix().type());
        assertEquals(99.99, pvt.positionDop());
        assertEquals(survey.mean().toGeodetic().latitudeDegrees(), pvt.position().latitudeDegrees(), 1e-7);
    }

    @Test
    void theMessagesOfAnEpochAgree() {
        List<Object> epoch = epochs(45, 46); // a quarter of a minute into the next day
        NavPvt pvt = of(NavPvt.class, epoch).getFirst();
        assertEquals(BEGINNING.plusSeconds(45), pvt.utc().instant().orElseThrow());
        assertEquals(15_000, of(Gga.class, epoch).getFirst().timeOfDayMillis().orElseThrow());
        assertEquals(12, of(Gga.class, epoch).getFirst().satellites().orElseThrow(), "as u-blox, GGA stops there");
        assertTrue(pvt.satellites() > 12);
        for (MsmHeader msm : of(MsmHeader.class, epoch)) {
            long expected = switch (msm.constellation()) {
                case GLONASS -> ((2 * 24 + 3) * 3600 + 15) * 1000L; // Tuesday, 03:00:15 in Moscow
                case BEIDOU -> pvt.timeOfWeekMillis() - 14_000;
                default -> pvt.timeOfWeekMillis();
            };
            assertEquals(expected, msm.millisOfWeek().orElseThrow(), msm.constellation()::toString);
            assertEquals(msm.constellation() != Constellation.BEIDOU, msm.more(), "the last says that none follows");
        }
    }

    @Test
    void satellitesRiseMoveAndSet() {
        SimulatedSky sky = new SimulatedSky(ANTENNA);
        List<SimulatedSky.Satellite> now = sky.at(BEGINNING);
        assertEquals(Set.of(Constellation.GPS, Constellation.GLONASS, Constellation.GALILEO, Constellation.BEIDOU),
                now.stream().map(SimulatedSky.Satellite::constellation).collect(Collectors.toSet()));
        assertTrue(now.size() > 20 && now.size() < 60, now.size() + " in view");
        List<SimulatedSky.Satellite> later = sky.at(BEGINNING.plusSeconds(600));
        assertNotEquals(now, later);
        assertTrue(now.stream().anyMatch(s -> later.stream().anyMatch(l -> l.constellation() == s.constellation()
                && l.number() == s.number())));
        for (int hour = 0; hour < 24; hour++) {
            assertTrue(sky.at(BEGINNING.plusSeconds(hour * 3600L)).stream()
                    .allMatch(s -> s.elevationDegrees() <= 90 && s.azimuthDegrees() < 360
                    && s.carrierToNoiseDbHz() >= 30 && s.carrierToNoiseDbHz() < 50));
        }
    }
}

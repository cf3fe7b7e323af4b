package depot.gps.status;

import static depot.gps.status.Receivers.gga;
import static depot.gps.status.Receivers.pvt;
import static depot.gps.status.Receivers.station;
import static depot.gps.status.Receivers.survey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.broadcast.Wakeup;
import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.RtcmFraming;
import depot.gnss.nmea.FixQuality;
import depot.gnss.ubx.MonVer;
import depot.gnss.ubx.NavPvt;
import depot.support.Json;
import depot.support.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status's rules, each with the clock turned. */
class ReceiverStateTest {
    private final ManualTime time = new ManualTime();
    private final ReceiverState state = new ReceiverState(time, new Wakeup());

    @BeforeEach
    void open() {
        state.opened(null);
    }

    private void comes(byte[] frame) {
        state.bytes(frame, frame.length);
        state.frame(Streams.frame(frame));
    }

    private Map<String, Object> status() {
        return Json.object(new String(StatusJson.encode(state.status("test:", 0, Judged.nothing(Optional.empty()))),
                StandardCharsets.UTF_8));
    }

    private void waits(Duration duration) {
        time.advance(duration);
    }

    @Test
    void beforeAnythingCame() {
        Map<String, Object> status = status();
        assertEquals(false, status.get("connected"));
        assertEquals("unknown", status.get("mode"));
        assertEquals("no_fix", status.get("fixQuality"));
        assertEquals(0, status.get("satellites"));
        assertEquals(List.of(), status.get("rtcmMessages"));
        assertEquals(0, status.get("clients"));
        assertEquals(0, status.get("lastUpdate"));
        for (String absent : List.of("latitude", "longitude", "altitude", "hdop", "surveyIn", "stale", "basePosition", "receiver")) {
            assertFalse(status.containsKey(absent), absent);
        }
    }

    @Test
    void withoutAMessageForFiveSecondsItIsNotConnectedAndWhatIsShownIsStale() {
        comes(pvt(0, 48, 20).encode());
        long came = time.millis();
        waits(Duration.ofMillis(4999));
        assertEquals(true, status().get("connected"));
        assertFalse(status().containsKey("stale"));
        waits(Duration.ofMillis(1));
        Map<String, Object> status = status();
        assertEquals(false, status.get("connected"));
        assertEquals("no_fix", status.get("fixQuality"));
        assertEquals(true, status.get("stale"));
        assertEquals(48.0, status.get("latitude"), "it is shown, as old");
        assertEquals(came, status.get("lastUpdate"));
        comes(pvt(9, 49, 21).encode());
        assertEquals(true, status().get("connected"));
        assertFalse(status().containsKey("stale"));
    }

    @Test
    void bytesThatMakeNoMessageDoNotConnect() {
        state.bytes(new byte[1000], 1000);
        assertEquals(false, status().get("connected"));
        assertTrue((int) status().get("bytesPerSecond") > 0);
    }

    @Test
    void aLinkThatIsGoneAndSoonBackIsNotSeen() {
        comes(pvt(0, 48, 20).encode());
        state.lost("unplugged");
        waits(Duration.ofSeconds(4));
        assertEquals(true, status().get("connected"));
        state.opened(null);
        comes(pvt(4, 48, 20).encode());
        waits(Duration.ofSeconds(4));
        assertEquals(true, status().get("connected"));
        assertFalse(status().containsKey("stale"));
    }

    @Test
    void withoutAFixMessageForFiveSecondsThereIsNoFixThoughOthersCome() {
        comes(pvt(0, 48, 20).encode());
        waits(Duration.ofSeconds(5));
        comes(station(new Ecef(1, 2, 3)).encode());
        assertEquals(true, status().get("connected"));
        assertEquals("no_fix", status().get("fixQuality"));
        assertEquals(true, status().get("stale"));
    }

    @Test
    void aStreamOfCorrectionsAloneIsNotStale() {
        comes(station(new Ecef(1, 2, 3)).encode());
        assertEquals(true, status().get("connected"));
        assertFalse(status().containsKey("stale"));
    }

    @Test
    void itIsABaseForSixtySecondsAfterA1005AndARoverWithAFixOtherwise() {
        comes(pvt(0, 48, 20).encode());
        assertEquals("rover", status().get("mode"));
        comes(station(new Ecef(1, 2, 3)).encode());
        assertEquals("base", status().get("mode"));
        waits(Duration.ofMillis(59_999));
        comes(pvt(60, 48, 20).encode());
        assertEquals("base", status().get("mode"));
        waits(Duration.ofMillis(1));
        assertEquals("rover", status().get("mode"));
        waits(Duration.ofSeconds(5));
        assertEquals("unknown", status().get("mode"), "without a fix");
    }

    @Test
    void timeModeMakesABase() {
        comes(pvt(0, NavPvt.FixType.TIME_ONLY, true, NavPvt.CarrierSolution.NONE, 48, 20).encode());
        assertEquals("base", status().get("mode"));
        waits(Duration.ofSeconds(5));
        assertEquals("unknown", status().get("mode"), "what it was is not what it is");
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void aSurveyMakesABase(boolean valid, boolean active) {
        comes(pvt(0, 48, 20).encode());
        comes(survey(30, valid, active).encode());
        assertEquals("base", status().get("mode"));
        assertEquals(Map.of("active", active, "valid", valid, "duration", 30, "accuracy", 1.5), status().get("surveyIn"));
    }

    @Test
    void aSurveyThatNeverRanIsLeftOut() {
        comes(survey(0, false, false).encode());
        assertFalse(status().containsKey("surveyIn"));
        comes(survey(0, false, true).encode());
        assertTrue(status().containsKey("surveyIn"));
        comes(survey(0, false, false).encode());
        assertFalse(status().containsKey("surveyIn"), "it was set up anew");
    }

    @Test
    void aSurveyThatIsNoLongerReportedIsLeftOut() {
        comes(survey(30, false, true).encode());
        waits(Duration.ofSeconds(60));
        assertFalse(status().containsKey("surveyIn"));
    }

    @Test
    void eachCorrectionIsCountedByItsNumber() {
        for (int subType = 0; subType < 3; subType++) {
            comes(RtcmFraming.encode(new byte[] {(byte) 0xFE, (byte) (0x80 | subType >> 8), (byte) subType})); // 4072.0 to 4072.2
        }
        comes(station(new Ecef(1, 2, 3)).encode());
        waits(Duration.ofSeconds(1));
        comes(station(new Ecef(1, 2, 3)).encode());
        List<Map<String, Object>> messages = Json.objects(status().get("rtcmMessages"));
        assertEquals(List.of(Map.of("type", 1005, "count", 2, "lastSeen", time.millis()),
                Map.of("type", 4072, "count", 3, "lastSeen", time.millis() - 1000)), messages);
        comes(RtcmFraming.encode(new byte[0]));
        assertEquals(2, Json.objects(status().get("rtcmMessages")).size(), "a message without a number is none");
    }

    @Test
    void theBasePositionIsTheNewest1005s() {
        Ecef place = new Ecef(4_177_000.1234, 855_000.5, 4_728_000.25);
        comes(station(place).encode());
        Map<String, Object> base = Json.object(status().get("basePosition"));
        assertEquals(place.toGeodetic().latitudeDegrees(), (double) base.get("latitude"), 1e-9);
        assertEquals(place.toGeodetic().heightMetres(), (double) base.get("height"), 1e-4);
        assertEquals(7, base.get("station"));
        assertEquals(time.millis(), base.get("lastSeen"));
    }

    @Test
    void bytesASecondAreThoseOfTheLastSeconds() {
        for (int second = 0; second < 8; second++) {
            state.bytes(new byte[600], 600);
            waits(Duration.ofSeconds(1));
        }
        assertEquals(600, status().get("bytesPerSecond"));
        waits(Duration.ofSeconds(2));
        assertEquals(360, status().get("bytesPerSecond"));
        waits(Duration.ofSeconds(10));
        assertEquals(0, status().get("bytesPerSecond"));
    }

    @Test
    void theReceiverIsWhatItSaysAndAnotherOneAfterANewLink() {
        comes(new MonVer("EXT CORE 1.00", "00190000", List.of("FWVER=HPG 1.32", "PROTVER=27.31", "MOD=ZED-F9P")).encode());
        assertEquals(Map.of("model", "ZED-F9P", "firmware", "HPG 1.32", "protocol", "27.31", "hardware", "00190000"), status()
                .get("receiver"));
        state.lost("unplugged");
        state.opened(null);
        assertFalse(status().containsKey("receiver"));
    }

    @Test
    void aFixQualityThatTheContractDoesNotHaveIsNone() {
        comes(NmeaFraming.encode("GNGGA,120000.00,4808.25,N,01134.53,E,9,12,0.6,520.0,M,45.0,M,,"));
        waits(Duration.ofSeconds(2));
        assertEquals("no_fix", status().get("fixQuality"));
        comes(gga(2, FixQuality.RTK_FLOAT, 48, 9).encode());
        assertEquals("rtk_float", status().get("fixQuality"));
    }
}

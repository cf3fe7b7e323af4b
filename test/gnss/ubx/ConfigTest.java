package depot.gnss.ubx;

import static depot.gnss.Streams.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.UbxFraming;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    private static UbxMessage read(String payload, UbxId id) {
        return UbxDecoder.decode(Streams.frame(UbxFraming.encode(id.messageClass(), id.id(), hex(payload))));
    }

    /** The frame that another encoder makes of the same (survey-in, 60 s, 5 m, to RAM). */
    @Test
    void valset() {
        CfgValset survey = new CfgValset(Set.of(ConfigLayer.RAM), List.of(ConfigItem.of(ConfigKeys.TMODE_MODE, 1),
                ConfigItem.of(ConfigKeys.TMODE_SVIN_ACC_LIMIT, 50_000), ConfigItem.of(ConfigKeys.TMODE_SVIN_MIN_DUR, 60)));
        byte[] frame = hex("b562068a19000001000001000320011100034050c30000100003403c000000c57d");
        assertArrayEquals(frame, survey.encode());
        assertEquals(survey, UbxDecoder.decode(Streams.frame(frame)));
        CfgValset all = new CfgValset(Set.of(ConfigLayer.RAM, ConfigLayer.BBR, ConfigLayer.FLASH), List.of());
        assertEquals(7, Streams.frame(all.encode()).u1(7));
        assertEquals(all, UbxDecoder.decode(Streams.frame(all.encode())));
    }

    @Test
    void valget() {
        CfgValget.Request request = new CfgValget.Request(ConfigLayer.DEFAULT, 64,
                List.of(ConfigKeys.TMODE_MODE, new ConfigKey(0x2091FFFF)));
        assertArrayEquals(UbxFraming.encode(0x06, 0x8B, hex("00 07 4000 01000320 ffff9120")), request.encode());
        assertEquals(request, UbxDecoder.decode(Streams.frame(request.encode())));
        CfgValget.Response response = new CfgValget.Response(ConfigLayer.FLASH, 0, List.of(ConfigItem.of(ConfigKeys.TMODE_LAT, -1),
                ConfigItem.of(ConfigKeys.NMEA_HIGHPREC, 1), ConfigItem.of(new ConfigKey(0x50990001), -2),
                ConfigItem.of(ConfigKeys.RATE_MEAS, 65535)));
        assertEquals(response, UbxDecoder.decode(Streams.frame(response.encode())));
        assertEquals(-1, response.items().get(0).signed());
        assertEquals(0xFFFF_FFFFL, response.items().get(0).bits());
        assertEquals(-2, response.items().get(2).signed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "01 00 0000 010003 | a key that is cut off",
        "01 00 0000 01000340 000000 | the value of 0x40030001 is cut off",
        "01 00 0000 010003 20 01 01000370 00 | key 0x70030001 of no known size",
        "01 00 0000 01000300 00 | key 0x00030001 of no known size",
        "01 03 0000 | layer 3",
        "00 00 0000 010003 | a key that is cut off"})
    void malformed(String payload, String reason) {
        assertEquals(new UbxMessage.Malformed(UbxId.CFG_VALGET, reason), read(payload, UbxId.CFG_VALGET));
    }

    @Test
    void aBitThatIsNoneIsCut() {
        CfgValget.Response response = assertInstanceOf(CfgValget.Response.class, read("01 00 0000 06009310 ff", UbxId.CFG_VALGET));
        assertEquals(List.of(new ConfigItem(ConfigKeys.NMEA_HIGHPREC, 1)), response.items());
    }

    @Test
    void valuesMustFit() {
        assertEquals(0xFF, ConfigItem.of(ConfigKeys.TMODE_LAT_HP, -1).bits());
        assertEquals(-99, ConfigItem.of(ConfigKeys.TMODE_LAT_HP, -99).signed());
        for (long value : new long[] {-129, 256}) {
            assertThrows(IllegalArgumentException.class, () -> ConfigItem.of(ConfigKeys.TMODE_LAT_HP, value));
        }
        for (long value : new long[] {-1, 2}) {
            assertThrows(IllegalArgumentException.class, () -> ConfigItem.of(ConfigKeys.NMEA_HIGHPREC, value));
        }
        assertThrows(IllegalArgumentException.class, () -> ConfigItem.of(new ConfigKey(0), 0));
        assertThrows(IllegalArgumentException.class, () -> new ConfigItem(ConfigKeys.TMODE_MODE, 256));
        ConfigItem item = ConfigItem.of(ConfigKeys.TMODE_MODE, 1);
        assertThrows(IllegalArgumentException.class, new CfgValset(Set.of(ConfigLayer.RAM), Collections.nCopies(65, item))::encode);
        assertThrows(IllegalArgumentException.class, new CfgValset(Set.of(ConfigLayer.DEFAULT), List.of(item))::encode);
        assertThrows(IllegalArgumentException.class,
                new CfgValget.Request(ConfigLayer.RAM, 0, Collections.nCopies(65, ConfigKeys.TMODE_MODE))::encode);
    }

    @ParameterizedTest
    @CsvSource({"1005, UART1, 209102be", "1005, USB, 209102c0", "1074, USB, 20910361", "1077, UART1, 209102cd", "1084, UART1, 20910364",
        "1087, USB, 209102d4", "1094, UART1, 20910369", "1097, USB, 2091031b", "1124, USB, 20910370", "1127, UART1, 209102d7",
        "1230, USB, 20910306", "4072.0, UART1, 209102ff", "4072.1, USB, 20910384"})
    void outputKeysOfRtcm(String number, ReceiverPort port, String key) {
        assertEquals(Optional.of(key), OutputMessage.ofRtcm(number).map(m -> Integer.toHexString(m.key(port).id())));
    }

    @ParameterizedTest
    @CsvSource({"UBX_NAV_PVT, USB, 20910009", "UBX_NAV_SVIN, UART1, 20910089", "UBX_NAV_SAT, USB, 20910018", "UBX_NAV_DOP, UART1, 20910039",
        "UBX_MON_RF, SPI, 2091035d", "UBX_RXM_RAWX, UART1, 209102a5", "UBX_RXM_SFRBX, USB, 20910234", "NMEA_ID_GGA, UART1, 209100bb",
        "NMEA_ID_GLL, USB, 209100cc", "NMEA_ID_GSA, UART1, 209100c0", "NMEA_ID_GSV, USB, 209100c7", "NMEA_ID_RMC, UART1, 209100ac",
        "NMEA_ID_VTG, USB, 209100b3"})
    void outputKeysOfOthers(OutputMessage message, ReceiverPort port, String key) {
        assertEquals(key, Integer.toHexString(message.key(port).id()));
    }

    @Test
    void keysHaveNames() {
        assertEquals("CFG-TMODE-MODE", ConfigKeys.TMODE_MODE.toString());
        assertEquals("CFG-MSGOUT-RTCM_3X_TYPE4072_1_USB", OutputMessage.RTCM_3X_TYPE4072_1.key(ReceiverPort.USB).toString());
        assertEquals("CFG-TMODE-MODE=2", ConfigItem.of(ConfigKeys.TMODE_MODE, 2).toString());
        assertEquals("0x30210002", new ConfigKey(0x30210002).toString());
        assertEquals(Optional.empty(), OutputMessage.ofRtcm("1006"));
    }

    /** A recorded exchange: both directions, so requests and responses. */
    @Test
    void aRecordedExchange() {
        List<UbxMessage> all = Streams.framed(Captures.read("f9p-config-poll-ack.ubx")).frames().stream().map(UbxDecoder::decode).toList();
        assertEquals(44, all.stream().filter(m -> m instanceof Ack ack && ack.acknowledged()).count());
        assertEquals(14, all.stream().filter(m -> m instanceof Ack ack && !ack.acknowledged()).count());
        long requests = all.stream().filter(CfgValget.Request.class::isInstance).count();
        long responses = all.stream().filter(CfgValget.Response.class::isInstance).count();
        assertEquals(48, requests + responses);
        assertEquals(true, requests > 0 && responses > 0, requests + " and " + responses);
        assertEquals(0, all.stream().filter(m -> m instanceof CfgValget.Response r && r.items().isEmpty()).count());
    }
}

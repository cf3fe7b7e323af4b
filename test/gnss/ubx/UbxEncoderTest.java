package depot.gnss.ubx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.gnss.Captures;
import depot.gnss.Constellation;
import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.UbxFraming;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is encoded reads as what it was; and what a real receiver sent is encoded as it sent it. */
class UbxEncoderTest {
    static byte[] encode(UbxMessage message) {
        return switch (message) {
            case NavPvt m -> m.encode();
            case NavSvin m -> m.encode();
            case NavSat m -> m.encode();
            case NavDop m -> m.encode();
            case MonVer m -> m.encode();
            case MonRf m -> m.encode();
            case Inf m -> m.encode();
            case Ack m -> m.encode();
            case CfgValset m -> m.encode();
            case CfgValget.Request m -> m.encode();
            case CfgValget.Response m -> m.encode();
            case UbxMessage.Poll m -> m.encode();
            case UbxMessage.Unknown m -> throw new AssertionError(m);
            case UbxMessage.Malformed m -> throw new AssertionError(m);
        };
    }

    static List<UbxMessage> messages() {
        return List.of(
                new NavPvt(604_799_999L, new NavPvt.Utc(2024, 12, 31, 23, 59, 60, -999_999_999, true, false, true, 4_294_967_295L),
                        new NavPvt.Fix(NavPvt.FixType.FIX_3D, true, true, NavPvt.CarrierSolution.FIXED, 12), 255,
                        new NavPvt.Position(false, -89.9999999, -179.9999999, Integer.MIN_VALUE, -1, 4_294_967_295L, 0),
                        new NavPvt.Velocity(-1, -2, -3, 4, 359.99999, 5, 180), 99.99),
                new NavSvin(1, 60, new Ecef(-4444030.8029, 3085671.2349, -0.0001), 0.8383, 31, true, false),
                new NavSat(7, List.of(
                        new NavSat.Satellite(Constellation.GPS, 5, 44, OptionalInt.of(-5), OptionalInt.of(359), -3.2, 0x0002_095F),
                        new NavSat.Satellite(Constellation.UNKNOWN, 255, 0, OptionalInt.empty(), OptionalInt.empty(), 0, 0))),
                new NavSat(7, List.of()),
                new NavDop(1, 99.99, 1.25, 0.5, 1, 0.64, 0.01, 655.35),
                new MonVer("EXT CORE 1.00 (0fa0ae)", "00190000", List.of("FWVER=HPG 1.32", "MOD=ZED-F9P")),
                new MonRf(List.of(new MonRf.Block(0, MonRf.Jamming.WARNING, MonRf.AntennaStatus.OPEN, MonRf.AntennaPower.ON, 65535, 8191,
                255),
                        new MonRf.Block(1, MonRf.Jamming.CRITICAL, MonRf.AntennaStatus.SHORT, MonRf.AntennaPower.OFF, 1, 2, 3))),
                new Inf(Inf.Severity.DEBUG, "a text"),
                new Ack(true, UbxId.CFG_VALGET), new Ack(false, new UbxId(6, 1)), new UbxMessage.Poll(UbxId.MON_RF));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsAsWhatItWas(UbxMessage message) {
        assertEquals(message, UbxDecoder.decode(Streams.frame(encode(message))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f9p-base-mixed-a.log", "f9p-ubx-pvt-hppos.log", "f9p-config-poll-ack.ubx"})
    void whatAReceiverSentIsEncodedAsItSentIt(String name) {
        List<UbxId> exactly = List.of(UbxId.NAV_SVIN, UbxId.NAV_SAT, UbxId.NAV_DOP, UbxId.ACK_ACK, UbxId.ACK_NAK, UbxId.CFG_VALGET);
        int compared = 0;
        for (Frame frame : Streams.framed(Captures.read(name)).frames()) {
            if (frame.u1(0) == 0xB5 && exactly.contains(UbxId.of(frame))) {
                assertArrayEquals(frame.bytes(), encode(UbxDecoder.decode(frame)), () -> UbxId.of(frame).toString());
                compared++;
            } else if (frame.u1(0) == 0xB5 && UbxDecoder.decode(frame) instanceof NavPvt pvt) {
                assertEquals(pvt, UbxDecoder.decode(Streams.frame(pvt.encode())));
                compared++;
            }
        }
        assertEquals(true, compared > 30);
    }

    @Test
    void whatDoesNotFitIsRefusedOrCut() {
        NavSat.Satellite satellite = new NavSat.Satellite(Constellation.GPS, 1, 0, OptionalInt.empty(), OptionalInt.empty(), 0, 0);
        assertThrows(IllegalArgumentException.class, new NavSat(1, Collections.nCopies(256, satellite))::encode);
        assertThrows(IllegalArgumentException.class, new Inf(Inf.Severity.TEST, "x".repeat(UbxFraming.MAX_PAYLOAD + 1))::encode);
        MonVer version = new MonVer("s".repeat(40), "h".repeat(40), List.of("e".repeat(40)));
        assertEquals(new MonVer("s".repeat(29), "h".repeat(9), List.of("e".repeat(29))),
                UbxDecoder.decode(Streams.frame(version.encode())));
    }
}

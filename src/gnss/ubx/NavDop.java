package depot.gnss.ubx;

/**
 * UBX-NAV-DOP, dilution of precision: UBX-22008968, section 3.15.3.
 *
 * <pre>
 *   off  type      name                                       unit
 *    0   U4        iTOW                                       ms
 *    4   U2 x 7    gDOP, pDOP, tDOP, vDOP, hDOP, nDOP, eDOP   0.01
 *   18 in all
 * </pre>
 *
 * 99.99 is what a receiver without a solution says, and one in time mode.
 *
 * <p>Verified: of an F9P rover against ubxtool 3.22, every value.
 */
public record NavDop(long timeOfWeekMillis, double geometric, double position, double time, double vertical, double horizontal,
        double northing, double easting) implements UbxMessage {
    static final int LENGTH = 18;
    private static final double HUNDREDTHS = 100;

    static UbxMessage read(Payload p) {
        return new NavDop(p.u4(0), p.u2(4) / HUNDREDTHS, p.u2(6) / HUNDREDTHS, p.u2(8) / HUNDREDTHS, p.u2(10) / HUNDREDTHS,
                p.u2(12) / HUNDREDTHS, p.u2(14) / HUNDREDTHS, p.u2(16) / HUNDREDTHS);
    }

    /** The whole frame. */
    public byte[] encode() {
        PayloadWriter writer = new PayloadWriter(LENGTH).u4(0, timeOfWeekMillis);
        double[] dops = {geometric, position, time, vertical, horizontal, northing, easting};
        for (int i = 0; i < dops.length; i++) {
            writer.scaled(4 + 2 * i, 2, dops[i], HUNDREDTHS);
        }
        return writer.frame(UbxId.NAV_DOP);
    }
}

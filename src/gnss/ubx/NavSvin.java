package depot.gnss.ubx;

import depot.gnss.Ecef;

/**
 * UBX-NAV-SVIN, the survey-in: UBX-22008968, section 3.15.21.
 *
 * <pre>
 *   off  type      name                          unit
 *    0   U1        version (0)
 *    4   U4        iTOW                          ms
 *    8   U4        dur                           s
 *   12   I4 x 3    meanX, meanY, meanZ           cm
 *   24   I1 x 3    meanXHP, meanYHP, meanZHP     0.1 mm, -99 to 99: the mean is cm + HP
 *   28   U4        meanAcc                       0.1 mm
 *   32   U4        obs
 *   36   U1        valid
 *   37   U1        active
 *   38   U1[2]     reserved: 40 in all
 * </pre>
 *
 * <p>Verified: of a real base whose survey had ended, and of one that never ran, against an independent scanner and pyubx2; both encoded
 * byte for byte as they came.
 *
 * @param durationSeconds of the survey until now, or when it ended
 * @param mean position so far; all zero when no survey ran
 * @param accuracyMetres of the mean; 94,868.3264 when no survey ran
 * @param observations that went into the mean
 * @param valid the survey has ended and the position is in use
 * @param active a survey runs
 */
public record NavSvin(long timeOfWeekMillis, long durationSeconds, Ecef mean, double accuracyMetres, long observations,
        boolean valid, boolean active) implements UbxMessage {
    static final int LENGTH = 40;
    private static final int VERSION = 0;
    private static final int TENTHS_IN_CENTIMETRE = 100; // of a millimetre
    private static final double TENTHS_IN_METRE = 10_000;

    /** A survey has run, or runs: without, the other values mean nothing. */
    public boolean ran() {
        return active || valid || durationSeconds > 0 || observations > 0;
    }

    static UbxMessage read(Payload p) {
        if (p.u1(0) != VERSION) {
            return new UbxMessage.Unknown(UbxId.NAV_SVIN, p.length());
        }
        return new NavSvin(p.u4(4), p.u4(8), new Ecef(metres(p, 0), metres(p, 1), metres(p, 2)), p.u4(28) / TENTHS_IN_METRE,
                p.u4(32), p.u1(36) != 0, p.u1(37) != 0);
    }

    private static double metres(Payload p, int axis) {
        return ((long) p.i4(12 + 4 * axis) * TENTHS_IN_CENTIMETRE + p.i1(24 + axis)) / TENTHS_IN_METRE;
    }

    /** The whole frame. */
    public byte[] encode() {
        PayloadWriter writer = new PayloadWriter(LENGTH).u1(0, VERSION).u4(4, timeOfWeekMillis).u4(8, durationSeconds)
                .scaled(28, 4, accuracyMetres, TENTHS_IN_METRE).u4(32, observations).u1(36, valid ? 1 : 0).u1(37, active ? 1 : 0);
        double[] metres = {mean.xMetres(), mean.yMetres(), mean.zMetres()};
        for (int axis = 0; axis < metres.length; axis++) {
            long tenths = Math.round(metres[axis] * TENTHS_IN_METRE);
            long centimetres = Math.floorDiv(tenths + TENTHS_IN_CENTIMETRE / 2, TENTHS_IN_CENTIMETRE);
            writer.u4(12 + 4 * axis, centimetres).u1(24 + axis, (int) (tenths - centimetres * TENTHS_IN_CENTIMETRE));
        }
        return writer.frame(UbxId.NAV_SVIN);
    }
}

package depot.gnss.ubx;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * UBX-NAV-PVT, position, velocity and time: UBX-22008968, section 3.15.13.
 *
 * <pre>
 *   off  type               name                                   unit
 *    0   U4                 iTOW                                   ms
 *    4   U2, U1 x 5         year, month, day, hour, min, sec       UTC
 *   11   X1                 valid: b0 date, b1 time, b2 fullyResolved
 *   12   U4                 tAcc                                   ns
 *   16   I4                 nano                                   ns
 *   20   U1                 fixType
 *   21   X1                 flags: b0 gnssFixOK, b1 diffSoln, b7..6 carrSoln
 *   22   X1                 flags2: b6 confirmedDate, b7 confirmedTime
 *   23   U1                 numSV
 *   24   I4, I4             lon, lat                               1e-7 deg
 *   32   I4, I4             height, hMSL                           mm
 *   40   U4, U4             hAcc, vAcc                             mm
 *   48   I4 x 3             velN, velE, velD                       mm/s
 *   60   I4                 gSpeed                                 mm/s
 *   64   I4                 headMot                                1e-5 deg
 *   68   U4                 sAcc                                   mm/s
 *   72   U4                 headAcc                                1e-5 deg
 *   76   U2                 pDOP                                   0.01
 *   78   X2                 flags3: b0 invalidLlh, b4..1 lastCorrectionAge
 *   80                      reserved, headVeh, magDec, magAcc: to 92, not read
 * </pre>
 *
 * <p>Verified: of two F9Ps in the captures (a base in time mode, a rover in the south) against an independent scanner and what gpsd
 * expects.
 *
 * @param timeOfWeekMillis GPS time of the epoch: messages with the same belong together
 * @param satellites used in the solution
 */
public record NavPvt(long timeOfWeekMillis, Utc utc, Fix fix, int satellites, Position position, Velocity velocity,
        double positionDop) implements UbxMessage {
    static final int LENGTH = 92;
    private static final double DEGREES_E7 = 1e7;
    private static final double DEGREES_E5 = 1e5;

    /** {@code fixType}, in the order of its numbers. */
    public enum FixType {
        NO_FIX, DEAD_RECKONING, FIX_2D, FIX_3D, GNSS_AND_DEAD_RECKONING, TIME_ONLY, UNKNOWN
    }

    /** {@code carrSoln}, in the order of its numbers. */
    public enum CarrierSolution {
        NONE, FLOAT, FIXED, UNKNOWN
    }

    /**
     * The parts of the date and time as they came.
     *
     * @param second 60 in a leap second
     * @param nanos of the second; negative when the second was rounded up
     */
    public record Utc(int year, int month, int day, int hour, int minute, int second, int nanos, boolean validDate,
            boolean validTime, boolean fullyResolved, long accuracyNanos) {
        /** Empty until the receiver is sure of date and time; a leap second is the next day's first. */
        public Optional<Instant> instant() {
            if (!validDate || !validTime || second > 60) {
                return Optional.empty();
            }
            try {
                return Optional.of(LocalDateTime.of(year, month, day, hour, minute, 0).toInstant(ZoneOffset.UTC)
                        .plusSeconds(second).plusNanos(nanos));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * How the position was found. A base in time mode has {@link FixType#TIME_ONLY}.
     *
     * @param ok within the limits that the receiver was given
     * @param differential with corrections
     * @param correctionAgeClass 0 unknown, 1 under a second, … 12 over two minutes
     */
    public record Fix(FixType type, boolean ok, boolean differential, CarrierSolution carrier, int correctionAgeClass) {}

    /**
     * Where it is, unless {@code valid} is false. On the ellipsoid, and above mean sea level.
     *
     * @param horizontalAccuracyMillimetres as the receiver thinks, one standard deviation; so is the other
     */
    public record Position(boolean valid, double latitudeDegrees, double longitudeDegrees, int heightMillimetres,
            int heightAboveSeaMillimetres, long horizontalAccuracyMillimetres, long verticalAccuracyMillimetres) {}

    /** @param headingDegrees of the motion, from true north */
    public record Velocity(int northMillimetresPerSecond, int eastMillimetresPerSecond, int downMillimetresPerSecond,
            int groundMillimetresPerSecond, double headingDegrees, long speedAccuracyMillimetresPerSecond,
            double headingAccuracyDegrees) {}

    static UbxMessage read(Payload p) {
        return new NavPvt(p.u4(0),
                new Utc(p.u2(4), p.u1(6), p.u1(7), p.u1(8), p.u1(9), p.u1(10), p.i4(16),
                        p.bit(11, 0), p.bit(11, 1), p.bit(11, 2), p.u4(12)),
                new Fix(FixType.values()[Math.min(p.u1(20), FixType.UNKNOWN.ordinal())], p.bit(21, 0), p.bit(21, 1),
                        CarrierSolution.values()[p.u1(21) >> 6], p.u1(78) >> 1 & 0xF),
                p.u1(23),
                new Position(!p.bit(78, 0), p.i4(28) / DEGREES_E7, p.i4(24) / DEGREES_E7, p.i4(32), p.i4(36), p.u4(40), p.u4(44)),
                new Velocity(p.i4(48), p.i4(52), p.i4(56), p.i4(60), p.i4(64) / DEGREES_E5, p.u4(68), p.u4(72) / DEGREES_E5),
                p.u2(76) / 100.0);
    }

    /** The whole frame. */
    public byte[] encode() {
        return new PayloadWriter(LENGTH).u4(0, timeOfWeekMillis)
                .u2(4, utc.year).u1(6, utc.month).u1(7, utc.day).u1(8, utc.hour).u1(9, utc.minute).u1(10, utc.second)
                .u1(11, bit(0, utc.validDate) | bit(1, utc.validTime) | bit(2, utc.fullyResolved))
                .u4(12, utc.accuracyNanos).u4(16, utc.nanos)
                .u1(20, fix.type.ordinal())
                .u1(21, bit(0, fix.ok) | bit(1, fix.differential) | fix.carrier.ordinal() << 6)
                .u1(22, bit(6, utc.validDate) | bit(7, utc.validTime)).u1(23, satellites)
                .scaled(24, 4, position.longitudeDegrees, DEGREES_E7).scaled(28, 4, position.latitudeDegrees, DEGREES_E7)
                .u4(32, position.heightMillimetres).u4(36, position.heightAboveSeaMillimetres)
                .u4(40, position.horizontalAccuracyMillimetres).u4(44, position.verticalAccuracyMillimetres)
                .u4(48, velocity.northMillimetresPerSecond).u4(52, velocity.eastMillimetresPerSecond)
                .u4(56, velocity.downMillimetresPerSecond).u4(60, velocity.groundMillimetresPerSecond)
                .scaled(64, 4, velocity.headingDegrees, DEGREES_E5).u4(68, velocity.speedAccuracyMillimetresPerSecond)
                .scaled(72, 4, velocity.headingAccuracyDegrees, DEGREES_E5).scaled(76, 2, positionDop, 100)
                .u2(78, bit(0, !position.valid) | fix.correctionAgeClass << 1)
                .frame(UbxId.NAV_PVT);
    }

    private static int bit(int bit, boolean set) {
        return set ? 1 << bit : 0;
    }
}

package depot.gnss.ubx;

import depot.gnss.Constellation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * UBX-NAV-SAT, the satellites that the receiver knows: UBX-22008968, section 3.15.16.
 *
 * <pre>
 *   off  type     name                 unit      and n times, from 8 on, 12 bytes each
 *    0   U4       iTOW                 ms        +0  U1  gnssId
 *    4   U1       version (1)                    +1  U1  svId
 *    5   U1       numSvs n                       +2  U1  cno      dBHz
 *    6   U1[2]    reserved                       +3  I1  elev     deg, outside of -90 to 90 unknown
 *                                                +4  I2  azim     deg, known when elev is
 *                                                +6  I2  prRes    0.1 m
 *                                                +8  X4  flags: b2..0 qualityInd, b3 svUsed,
 *                                                        b5..4 health, b6 diffCorr, b17 rtcmCorrUsed
 * </pre>
 *
 * <p>Verified: of an F9P rover and of a u-center capture, numbers by constellation and signal strengths, against an independent scanner.
 */
public record NavSat(long timeOfWeekMillis, List<Satellite> satellites) implements UbxMessage {
    static final int HEADER = 8;
    private static final int EACH = 12;
    private static final int VERSION = 1;
    private static final int UNKNOWN_ELEVATION = -91;

    /** {@code health}, in the order of its numbers. */
    public enum Health {
        UNKNOWN, HEALTHY, UNHEALTHY, RESERVED
    }

    /**
     * @param number within its system
     * @param carrierToNoiseDbHz 0 when no signal comes
     * @param flags as they came, 32 bits
     */
    public record Satellite(Constellation constellation, int number, int carrierToNoiseDbHz, OptionalInt elevationDegrees,
            OptionalInt azimuthDegrees, double rangeResidualMetres, int flags) {
        public static final int USED = 1 << 3;
        public static final int RTCM_CORRECTED = 1 << 17;

        /** 0 no signal, 1 searching, 2 acquired, 3 unusable, 4 code locked, 5 to 7 carrier locked too. */
        public int quality() {
            return flags & 7;
        }

        public boolean used() {
            return (flags & USED) != 0;
        }

        public Health health() {
            return Health.values()[flags >> 4 & 3];
        }

        public boolean corrected() {
            return (flags & 1 << 6) != 0;
        }

        public boolean rtcmCorrected() {
            return (flags & RTCM_CORRECTED) != 0;
        }
    }

    public NavSat {
        satellites = List.copyOf(satellites);
    }

    static UbxMessage read(Payload p) {
        if (p.u1(4) != VERSION) {
            return new UbxMessage.Unknown(UbxId.NAV_SAT, p.length());
        }
        int count = p.u1(5);
        if (p.length() < HEADER + count * EACH) {
            return UbxDecoder.tooShort(UbxId.NAV_SAT, p, HEADER + count * EACH);
        }
        List<Satellite> satellites = new ArrayList<>(count);
        for (int at = HEADER; at < HEADER + count * EACH; at += EACH) {
            int elevation = p.i1(at + 3);
            boolean known = Math.abs(elevation) <= 90;
            satellites.add(new Satellite(Constellation.ofUbx(p.u1(at)), p.u1(at + 1), p.u1(at + 2),
                    known ? OptionalInt.of(elevation) : OptionalInt.empty(), known ? OptionalInt.of(p.i2(at + 4)) : OptionalInt.empty(),
                    p.i2(at + 6) / 10.0, p.i4(at + 8)));
        }
        return new NavSat(p.u4(0), satellites);
    }

    /**
     * The whole frame.
     *
     * @throws IllegalArgumentException with more than 255 satellites
     */
    public byte[] encode() {
        if (satellites.size() > 255) {
            throw new IllegalArgumentException(satellites.size() + " satellites in one NAV-SAT");
        }
        PayloadWriter writer = new PayloadWriter(HEADER + EACH * satellites.size())
                .u4(0, timeOfWeekMillis).u1(4, VERSION).u1(5, satellites.size());
        int at = HEADER;
        for (Satellite s : satellites) {
            writer.u1(at, s.constellation.ubxId()).u1(at + 1, s.number).u1(at + 2, s.carrierToNoiseDbHz)
                    .u1(at + 3, s.elevationDegrees.orElse(UNKNOWN_ELEVATION)).u2(at + 4, s.azimuthDegrees.orElse(0))
                    .scaled(at + 6, 2, s.rangeResidualMetres, 10).u4(at + 8, s.flags);
            at += EACH;
        }
        return writer.frame(UbxId.NAV_SAT);
    }
}

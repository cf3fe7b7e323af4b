package depot.gnss.rtcm;

import depot.gnss.Ecef;
import java.util.OptionalDouble;

/**
 * 1005 and 1006, where the base's antenna is: RTCM 10403.3, messages 1005 and 1006; UBX-22008968,
 * section 4.4.5.
 *
 * <pre>
 *   bit  width  field
 *     0   12    message number
 *    12   12    DF003  reference station ID
 *    24    6    DF021  ITRF realization year
 *    30    1    DF022  GPS
 *    31    1    DF023  GLONASS
 *    32    1    DF024  Galileo
 *    33    1    DF141  reference station: 0 real, 1 not
 *    34   38 s  DF025  ECEF-X, 0.1 mm
 *    72    1    DF142  one oscillator for all measurements
 *    73    1    reserved
 *    74   38 s  DF026  ECEF-Y
 *   112    2    DF364  quarter cycle
 *   114   38 s  DF027  ECEF-Z, to 152
 *   152   16    DF028  antenna height, 0.1 mm: 1006 only, to 168
 * </pre>
 *
 * <p>Verified: a frame that pyrtcm and gpsdecode agree on (station 2003); a real base's 1005 and a Trimble station's 1006 against convbin's
 * approximate position; encoded byte for byte as they came.
 *
 * @param position of the antenna reference point
 * @param virtual calculated, not a receiver at that place
 * @param antennaHeightMetres of the reference point above the marker: present makes it a 1006
 */
public record StationPosition(int station, int itrfYear, boolean gps, boolean glonass, boolean galileo, boolean virtual,
        Ecef position, boolean oneOscillator, int quarterCycle, OptionalDouble antennaHeightMetres) implements RtcmMessage {
    static final int NUMBER = 1005;
    static final int NUMBER_WITH_HEIGHT = 1006;
    private static final int BITS = 152;
    private static final int BITS_WITH_HEIGHT = 168;
    private static final double TENTHS_IN_METRE = 10_000; // of a millimetre
    private static final double LOWEST_METRES = 6_340_000; // from the earth's centre: the poles are at 6,356.8 km, the equator at 6,378.1
    private static final double HIGHEST_METRES = 6_400_000;

    public int number() {
        return antennaHeightMetres.isPresent() ? NUMBER_WITH_HEIGHT : NUMBER;
    }

    /** Whether the position is one near the ground: a base that does not know its own sends zeros. */
    public boolean isPlace() {
        double fromCentre = Math.hypot(Math.hypot(position.xMetres(), position.yMetres()), position.zMetres());
        return fromCentre > LOWEST_METRES && fromCentre < HIGHEST_METRES;
    }

    static RtcmMessage read(RtcmType type, Bits b) {
        boolean withHeight = type.number() == NUMBER_WITH_HEIGHT;
        int needed = withHeight ? BITS_WITH_HEIGHT : BITS;
        if (b.left() < needed) {
            return RtcmDecoder.tooShort(type, b.left(), needed);
        }
        b.unsigned(12);
        int station = b.integer(12);
        int year = b.integer(6);
        boolean gps = b.flag();
        boolean glonass = b.flag();
        boolean galileo = b.flag();
        boolean virtual = b.flag();
        double x = b.signed(38) / TENTHS_IN_METRE;
        boolean oneOscillator = b.flag();
        b.flag();
        double y = b.signed(38) / TENTHS_IN_METRE;
        int quarterCycle = b.integer(2);
        double z = b.signed(38) / TENTHS_IN_METRE;
        OptionalDouble height = withHeight ? OptionalDouble.of(b.unsigned(16) / TENTHS_IN_METRE) : OptionalDouble.empty();
        return new StationPosition(station, year, gps, glonass, galileo, virtual, new Ecef(x, y, z), oneOscillator, quarterCycle, height);
    }

    /** The whole frame. */
    public byte[] encode() {
        BitWriter writer = new BitWriter().put(number(), 12).put(station, 12).put(itrfYear, 6)
                .put(gps).put(glonass).put(galileo).put(virtual)
                .put(tenths(position.xMetres()), 38).put(oneOscillator).put(false)
                .put(tenths(position.yMetres()), 38).put(quarterCycle, 2)
                .put(tenths(position.zMetres()), 38);
        antennaHeightMetres.ifPresent(height -> writer.put(tenths(height), 16));
        return writer.frame();
    }

    private static long tenths(double metres) {
        return Math.round(metres * TENTHS_IN_METRE);
    }
}

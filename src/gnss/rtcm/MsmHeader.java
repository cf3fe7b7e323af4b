package depot.gnss.rtcm;

import depot.gnss.Constellation;
import java.util.OptionalLong;

/**
 * The header of a multiple signal message (MSM), 1071 to 1137, the measurements of one satellite system in one epoch: RTCM
 * 10403.3, section 3.5.16.
 *
 * <pre>
 *   bit  width  field
 *     0   12    message number: 107x GPS, 108x GLONASS, 109x Galileo, 110x SBAS, 111x QZSS, 112x BeiDou, 113x NavIC;
 *               x is the kind, 1 to 7
 *    12   12    DF003  reference station ID
 *    24   30    epoch time, in the system's own time: ms of the week; GLONASS 3 bits day of week, 27 bits ms of the day
 *    54    1    DF393  more MSM of this epoch follow
 *    55    3    DF409  IODS
 *    58    7    reserved
 *    65    2    DF411  clock steering
 *    67    2    DF412  external clock
 *    69    1    DF417  smoothing
 *    70    3    DF418  smoothing interval
 *    73   64    DF394  satellite mask
 *   137   32    DF395  signal mask
 *   169   n     DF396  cell mask: a bit for each satellite and signal, at most 64; the measurements follow
 * </pre>
 *
 * <p>Verified: a real base's MSM7 and a Trimble station's, satellites, signals and cells of each against an independent scanner; RTKLIB's
 * convbin makes RINEX epochs of the same times.
 *
 * @param epoch the 30 bits as they came
 * @param more the epoch is not complete yet
 * @param satelliteMask the highest bit is satellite 1
 * @param signalMask the highest bit is signal 1
 * @param cellMask the lowest bits, by satellite and then signal: its highest one is the first satellite's first signal
 */
public record MsmHeader(int number, int station, int epoch, boolean more, int iods, int clockSteering, int externalClock,
        boolean smoothing, int smoothingInterval, long satelliteMask, int signalMask, long cellMask) implements RtcmMessage {
    private static final int FIRST = 1071;
    private static final int LAST = 1137;
    private static final int BITS = 169;
    private static final int MAX_CELLS = 64;
    private static final int GLONASS_DAY_BITS = 27;
    private static final int GLONASS_DAY_UNKNOWN = 7;
    private static final long DAY_MILLIS = 86_400_000;
    private static final int NO_ROUGH_RANGE = 255;
    /** By kind: how many bits of measurements follow for each satellite and for each cell (RTCM 10403.3, section 3.5.16). */
    private static final int[] SATELLITE_BITS = {0, 10, 10, 10, 18, 36, 18, 36};
    private static final int[] CELL_BITS = {0, 15, 27, 42, 48, 63, 65, 80};

    static boolean isMsm(int number) {
        return number >= FIRST && number <= LAST && number % 10 >= 1 && number % 10 <= 7;
    }

    public Constellation constellation() {
        return Constellation.ofMsm(number);
    }

    /** 1 to 7: MSM4 and MSM7 are the usual ones. */
    public int kind() {
        return number % 10;
    }

    /** The epoch in the system's own week, also for GLONASS; empty when that does not say the day. */
    public OptionalLong millisOfWeek() {
        if (constellation() != Constellation.GLONASS) {
            return OptionalLong.of(epoch);
        }
        int day = epoch >>> GLONASS_DAY_BITS;
        return day == GLONASS_DAY_UNKNOWN
                ? OptionalLong.empty()
                : OptionalLong.of(day * DAY_MILLIS + (epoch & (1 << GLONASS_DAY_BITS) - 1));
    }

    public int satelliteCount() {
        return Long.bitCount(satelliteMask);
    }

    public int signalCount() {
        return Integer.bitCount(signalMask);
    }

    /** How many signals of satellites were measured. */
    public int cellCount() {
        return Long.bitCount(cellMask);
    }

    static RtcmMessage read(RtcmType type, Bits b) {
        int bits = b.left();
        if (bits < BITS) {
            return RtcmDecoder.tooShort(type, bits, BITS);
        }
        int number = b.integer(12);
        int station = b.integer(12);
        int epoch = b.integer(30);
        boolean more = b.flag();
        int iods = b.integer(3);
        b.unsigned(7);
        int clockSteering = b.integer(2);
        int externalClock = b.integer(2);
        boolean smoothing = b.flag();
        int smoothingInterval = b.integer(3);
        long satellites = b.unsigned(64);
        int signals = b.integer(32);
        int cells = Long.bitCount(satellites) * Integer.bitCount(signals);
        if (cells > MAX_CELLS) {
            return new Malformed(type, cells + " cells, more than " + MAX_CELLS);
        }
        if (b.left() < cells) {
            return RtcmDecoder.tooShort(type, bits, BITS + cells);
        }
        return new MsmHeader(number, station, epoch, more, iods, clockSteering, externalClock, smoothing, smoothingInterval, satellites,
                signals, b.unsigned(cells));
    }

    /**
     * The whole frame of a message that measured nothing: its measurements are all there and all say “not valid”, or 0 where
     * they cannot say that.
     *
     * @throws IllegalArgumentException when the number is that of no MSM, there are more than 64 cells, or it does not fit
     *     into a frame
     */
    public byte[] encode() {
        int cells = satelliteCount() * signalCount();
        if (!isMsm(number) || cells > MAX_CELLS) {
            throw new IllegalArgumentException(number + " with " + cells + " cells is no MSM");
        }
        BitWriter writer = new BitWriter().put(number, 12).put(station, 12).put(epoch, 30).put(more).put(iods, 3).put(0, 7)
                .put(clockSteering, 2).put(externalClock, 2).put(smoothing).put(smoothingInterval, 3)
                .put(satelliteMask, 64).put(signalMask, 32).put(cellMask, cells);
        int left = SATELLITE_BITS[kind()] * satelliteCount() + CELL_BITS[kind()] * cellCount();
        for (int i = 0; kind() >= 4 && i < satelliteCount(); i++, left -= 8) {
            writer.put(NO_ROUGH_RANGE, 8); // DF397 comes first, for all satellites
        }
        return writer.zeros(left).frame();
    }
}

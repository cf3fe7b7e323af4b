package depot.gnss.rtcm;

import java.util.EnumMap;
import java.util.Map;

/**
 * 1230, the base's GLONASS code-phase biases, without which a rover cannot fix GLONASS: RTCM 10403.3, message 1230;
 * UBX-22008968, section 4.4.25.
 *
 * <pre>
 *   bit  width  field
 *     0   12    message number
 *    12   12    DF003  reference station ID
 *    24    1    DF421  code-phase bias indicator: 0 not aligned, 1 aligned
 *    25    3    reserved
 *    28    4    DF422  signals: L1 C/A, L1 P, L2 C/A, L2 P
 *    32   16 s  DF423 to DF426  bias, 0.02 m, for each signal whose bit is set
 * </pre>
 *
 * <p>Verified: a ZED-F9P's 1230, which has no biases, and a Trimble station's, which has, against pyrtcm's layout; encoded byte for byte as
 * they came.
 *
 * @param aligned the biases are taken off the measurements already
 * @param biasMetres by signal; a ZED-F9P sends none
 */
public record GlonassBiases(int station, boolean aligned, Map<Signal, Double> biasMetres) implements RtcmMessage {
    static final int NUMBER = 1230;
    private static final int HEADER = 32;
    private static final int BIAS = 16;
    private static final double METRES = 0.02;

    /** In the order of the mask's bits, the highest first. */
    public enum Signal {
        L1_CA, L1_P, L2_CA, L2_P
    }

    public GlonassBiases {
        biasMetres = Map.copyOf(biasMetres);
    }

    static RtcmMessage read(RtcmType type, Bits b) {
        if (b.left() < HEADER) {
            return RtcmDecoder.tooShort(type, b.left(), HEADER);
        }
        int bits = b.left();
        b.unsigned(12);
        int station = b.integer(12);
        boolean aligned = b.flag();
        b.unsigned(3);
        int mask = b.integer(4);
        int needed = HEADER + BIAS * Integer.bitCount(mask);
        if (bits < needed) {
            return RtcmDecoder.tooShort(type, bits, needed);
        }
        Map<Signal, Double> biases = new EnumMap<>(Signal.class);
        for (Signal signal : Signal.values()) {
            if ((mask & bit(signal)) != 0) {
                biases.put(signal, b.signed(BIAS) * METRES);
            }
        }
        return new GlonassBiases(station, aligned, biases);
    }

    /** The whole frame. */
    public byte[] encode() {
        int mask = biasMetres.keySet().stream().mapToInt(GlonassBiases::bit).sum();
        BitWriter writer = new BitWriter().put(NUMBER, 12).put(station, 12).put(aligned).put(0, 3).put(mask, 4);
        for (Signal signal : Signal.values()) {
            if (biasMetres.containsKey(signal)) {
                writer.put(Math.round(biasMetres.get(signal) / METRES), BIAS);
            }
        }
        return writer.frame();
    }

    private static int bit(Signal signal) {
        return 8 >> signal.ordinal();
    }
}

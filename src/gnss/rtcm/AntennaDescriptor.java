package depot.gnss.rtcm;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * 1008 and 1033, which antenna the base has, and with 1033 which receiver: RTCM 10403.3, messages 1008 and 1033.
 *
 * <pre>
 *   bit  width    field
 *     0   12      message number
 *    12   12      DF003  reference station ID
 *    24    8      DF029  length of the descriptor, at most 31
 *    32   8 each  DF030  antenna descriptor, as the IGS lists it: twenty characters, the radome's four last
 *          8      DF031  antenna setup ID
 *          8      DF032  length, and DF033  serial number of the antenna
 *                 1033 only:
 *          8      DF227  length, and DF228  receiver type
 *          8      DF229  length, and DF230  its firmware
 *          8      DF231  length, and DF232  its serial number
 * </pre>
 *
 * Decoding was verified with a Trimble station's 1033 as a public caster sent it; what is encoded here was read by gpsd's decoder.
 *
 * @param receiver present makes it a 1033
 */
public record AntennaDescriptor(int station, String descriptor, int setup, String serial,
        Optional<Receiver> receiver) implements RtcmMessage {
    static final int NUMBER = 1008;
    static final int NUMBER_WITH_RECEIVER = 1033;
    public static final int MOST_CHARACTERS = 31;
    private static final int LEAST_BITS = 48;

    /** What 1033 says more. */
    public record Receiver(String type, String firmware, String serial) {}

    static RtcmMessage read(RtcmType type, Bits b) {
        int bits = b.left();
        if (bits < LEAST_BITS) {
            return RtcmDecoder.tooShort(type, bits, LEAST_BITS);
        }
        b.unsigned(12);
        int station = b.integer(12);
        Optional<String> descriptor = text(b);
        int setup = b.left() >= 8 ? b.integer(8) : 0;
        Optional<String> serial = text(b);
        boolean more = type.number() == NUMBER_WITH_RECEIVER;
        Optional<String> receiver = more ? text(b) : Optional.empty();
        Optional<String> firmware = more ? text(b) : Optional.empty();
        Optional<String> receiverSerial = more ? text(b) : Optional.empty();
        if (descriptor.isEmpty() || serial.isEmpty() || more && receiverSerial.isEmpty()) {
            return new Malformed(type, "a text that is cut off");
        }
        return new AntennaDescriptor(station, descriptor.get(), setup, serial.get(),
                more ? Optional.of(new Receiver(receiver.orElse(""), firmware.orElse(""), receiverSerial.get())) : Optional.empty());
    }

    /** Empty when it is not there whole. */
    private static Optional<String> text(Bits b) {
        if (b.left() < 8) {
            return Optional.empty();
        }
        int length = b.integer(8);
        if (b.left() < 8 * length) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) b.integer(8));
        }
        return Optional.of(text.toString());
    }

    /** The whole frame; texts are cut to {@link #MOST_CHARACTERS}. */
    public byte[] encode() {
        BitWriter writer = new BitWriter().put(receiver.isPresent() ? NUMBER_WITH_RECEIVER : NUMBER, 12).put(station, 12);
        put(writer, descriptor);
        writer.put(setup, 8);
        put(writer, serial);
        receiver.ifPresent(r -> {
            put(writer, r.type);
            put(writer, r.firmware);
            put(writer, r.serial);
        });
        return writer.frame();
    }

    private static void put(BitWriter writer, String text) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = Math.min(MOST_CHARACTERS, characters.length);
        writer.put(length, 8);
        for (int i = 0; i < length; i++) {
            writer.put(characters[i] & 0xFF, 8);
        }
    }
}

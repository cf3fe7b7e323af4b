package depot.gnss.ubx;

import depot.gnss.frames.Frame;
import depot.gnss.frames.Protocol;

/**
 * Reads the UBX messages that a base station and its set-up need: u-blox F9 HPG 1.32 Interface Description
 * (UBX-22008968), section 3. A payload may be longer than here known: later firmware appends fields.
 *
 * <p>Stateless; any thread. Whatever the bytes are, there is a result and no exception.
 */
public final class UbxDecoder {
    private UbxDecoder() {}

    /** @param frame a UBX frame; nothing of it is kept */
    public static UbxMessage decode(Frame frame) {
        if (frame.protocol() != Protocol.UBX) {
            throw new IllegalArgumentException(frame + " is not UBX");
        }
        UbxId id = UbxId.of(frame);
        Payload payload = new Payload(frame);
        return switch (id.messageClass() << 8 | id.id()) {
            case 0x01_04 -> fixed(id, payload, NavDop.LENGTH, NavDop::read);
            case 0x01_07 -> fixed(id, payload, NavPvt.LENGTH, NavPvt::read);
            case 0x01_35 -> fixed(id, payload, NavSat.HEADER, NavSat::read);
            case 0x01_3B -> fixed(id, payload, NavSvin.LENGTH, NavSvin::read);
            case 0x04_00, 0x04_01, 0x04_02, 0x04_03, 0x04_04 -> Inf.read(id, payload);
            case 0x05_00, 0x05_01 -> fixed(id, payload, Ack.LENGTH, p -> Ack.read(id, p));
            case 0x06_8A -> fixed(id, payload, CfgValset.HEADER, CfgValset::read);
            case 0x06_8B -> fixed(id, payload, CfgValget.HEADER, CfgValget::read);
            case 0x0A_04 -> fixed(id, payload, MonVer.HEADER, MonVer::read);
            case 0x0A_38 -> fixed(id, payload, MonRf.HEADER, MonRf::read);
            default -> new UbxMessage.Unknown(id, payload.length());
        };
    }

    private interface Reader {
        UbxMessage read(Payload payload);
    }

    /** @param least the length of what always is there */
    private static UbxMessage fixed(UbxId id, Payload payload, int least, Reader reader) {
        if (payload.length() == 0) {
            return new UbxMessage.Poll(id);
        }
        if (payload.length() < least) {
            return tooShort(id, payload, least);
        }
        return reader.read(payload);
    }

    static UbxMessage tooShort(UbxId id, Payload payload, int needed) {
        return new UbxMessage.Malformed(id, "a payload of " + payload.length() + " bytes, not " + needed);
    }
}

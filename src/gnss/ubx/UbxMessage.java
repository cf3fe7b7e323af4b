package depot.gnss.ubx;

/** What a UBX frame says, as {@link UbxDecoder} reads it. Immutable. */
public sealed interface UbxMessage permits NavPvt, NavSvin, NavSat, NavDop, MonVer, MonRf, Inf, Ack, CfgValset, CfgValget,
        UbxMessage.Poll, UbxMessage.Unknown, UbxMessage.Malformed {
    /** A known message without a payload: the question for it, as the host sends it (UBX-22008968, section 3.5.2). */
    record Poll(UbxId id) implements UbxMessage {
        public byte[] encode() {
            return depot.gnss.frames.UbxFraming.encode(id.messageClass(), id.id(), new byte[0]);
        }
    }

    /** A message that nothing here reads, or a version of one that is not known. */
    record Unknown(UbxId id, int payloadBytes) implements UbxMessage {}

    /** A known message with a payload that cannot be right, though its checksum is. */
    record Malformed(UbxId id, String reason) implements UbxMessage {}
}

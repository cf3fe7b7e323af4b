package depot.gnss.rtcm;

/** What an RTCM 3 frame says, as {@link RtcmDecoder} reads it. Immutable. */
public sealed interface RtcmMessage permits StationPosition, AntennaDescriptor, GlonassBiases, MsmHeader, RtcmMessage.Proprietary,
        RtcmMessage.Unknown,
        RtcmMessage.Malformed {
    /** u-blox's own messages, 4072 and a sub-type (UBX-22008968, sections 4.4.26 and 4.4.27): what they say is not public. */
    record Proprietary(RtcmType type, int messageBytes) implements RtcmMessage {}

    /** A message that nothing here reads. */
    record Unknown(RtcmType type, int messageBytes) implements RtcmMessage {}

    /** A known message that cannot be right, though its checksum is. */
    record Malformed(RtcmType type, String reason) implements RtcmMessage {}
}

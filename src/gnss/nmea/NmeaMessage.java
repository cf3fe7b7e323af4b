package depot.gnss.nmea;

/** What a sentence says, as {@link NmeaDecoder} reads it. Immutable. */
public sealed interface NmeaMessage permits Gga, Gsa, Gsv, Rmc, Gst, Txt, NmeaMessage.Unknown, NmeaMessage.Malformed {
    /** A sentence that nothing here reads; {@code address} is its first field, such as {@code GNVTG} or {@code PUBX}. */
    record Unknown(String address) implements NmeaMessage {}

    /** A known sentence with fields that cannot be right, though its checksum is. */
    record Malformed(String address, String reason) implements NmeaMessage {}
}

package depot.gnss.ubx;

/**
 * UBX-INF-*, a text of the receiver for people: UBX-22008968, section 3.11.
 *
 * <pre>
 *   off  type    name
 *    0   CH[n]   the text, to the end of the payload
 * </pre>
 *
 * <p>Verified: no capture has one; what is encoded here is read by ubxtool 3.22. Its texts are those of the integration manual and of
 * public reports.
 *
 * @param text in printable ASCII; other characters came as question marks
 */
public record Inf(Severity severity, String text) implements UbxMessage {
    static final int CLASS = 0x04;

    /** In the order of the message ids. */
    public enum Severity {
        ERROR, WARNING, NOTICE, TEST, DEBUG
    }

    static UbxMessage read(UbxId id, Payload p) {
        return new Inf(Severity.values()[id.id()], p.text(0, p.length()).strip());
    }

    /** The whole frame. */
    public byte[] encode() {
        return new PayloadWriter(text.length()).text(0, text.length(), text).frame(new UbxId(CLASS, severity.ordinal()));
    }
}

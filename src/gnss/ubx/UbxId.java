package depot.gnss.ubx;

import depot.gnss.frames.Frame;
import java.util.Locale;
import java.util.Map;

/** A message's class and id, each 0 to 255. Any pair is one, known or not. */
public record UbxId(int messageClass, int id) {
    public static final UbxId NAV_DOP = new UbxId(0x01, 0x04);
    public static final UbxId NAV_PVT = new UbxId(0x01, 0x07);
    public static final UbxId NAV_SAT = new UbxId(0x01, 0x35);
    public static final UbxId NAV_SVIN = new UbxId(0x01, 0x3B);
    public static final UbxId RXM_RAWX = new UbxId(0x02, 0x15);
    public static final UbxId INF_ERROR = new UbxId(0x04, 0x00);
    public static final UbxId INF_WARNING = new UbxId(0x04, 0x01);
    public static final UbxId INF_NOTICE = new UbxId(0x04, 0x02);
    public static final UbxId INF_TEST = new UbxId(0x04, 0x03);
    public static final UbxId INF_DEBUG = new UbxId(0x04, 0x04);
    public static final UbxId ACK_NAK = new UbxId(0x05, 0x00);
    public static final UbxId ACK_ACK = new UbxId(0x05, 0x01);
    public static final UbxId CFG_VALSET = new UbxId(0x06, 0x8A);
    public static final UbxId CFG_VALGET = new UbxId(0x06, 0x8B);
    public static final UbxId MON_VER = new UbxId(0x0A, 0x04);
    public static final UbxId MON_RF = new UbxId(0x0A, 0x38);

    private static final Map<UbxId, String> NAMES = Map.ofEntries(Map.entry(NAV_DOP, "NAV-DOP"), Map.entry(NAV_PVT, "NAV-PVT"),
            Map.entry(NAV_SAT, "NAV-SAT"), Map.entry(NAV_SVIN, "NAV-SVIN"), Map.entry(INF_ERROR, "INF-ERROR"),
            Map.entry(INF_WARNING, "INF-WARNING"), Map.entry(INF_NOTICE, "INF-NOTICE"), Map.entry(INF_TEST, "INF-TEST"),
            Map.entry(INF_DEBUG, "INF-DEBUG"), Map.entry(ACK_NAK, "ACK-NAK"), Map.entry(ACK_ACK, "ACK-ACK"),
            Map.entry(CFG_VALSET, "CFG-VALSET"), Map.entry(CFG_VALGET, "CFG-VALGET"), Map.entry(MON_VER, "MON-VER"),
            Map.entry(MON_RF, "MON-RF"));

    /** Of a UBX frame, for callers that only count. */
    public static UbxId of(Frame frame) {
        return new UbxId(frame.u1(2), frame.u1(3));
    }

    /** The document's name where it is known here, such as {@code NAV-PVT}; else {@code 0x01/0x22}. */
    @Override
    public String toString() {
        String name = NAMES.get(this);
        return name != null ? name : String.format(Locale.ROOT, "0x%02X/0x%02X", messageClass, id);
    }
}

package depot.gnss.ubx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * UBX-MON-VER, the receiver's versions: UBX-22008968, section 3.14.15.
 *
 * <pre>
 *   off       type      name
 *    0        CH[30]    swVersion, ends with NUL
 *   30        CH[10]    hwVersion, ends with NUL
 *   40 + 30n  CH[30]    extension, ends with NUL; as many as there are
 * </pre>
 *
 * <p>Verified: of an F9P with HPG 1.32 as u-center recorded it, against pyubx2.
 *
 * @param extensions such as {@code FWVER=HPG 1.32}, {@code MOD=ZED-F9P} or {@code GPS;GLO;GAL;BDS}
 */
public record MonVer(String software, String hardware, List<String> extensions) implements UbxMessage {
    static final int HEADER = 40;
    private static final int SOFTWARE = 30;
    private static final int HARDWARE = 10;
    private static final int EACH = 30;

    public MonVer {
        extensions = List.copyOf(extensions);
    }

    /** The value of the extension {@code name=value}, such as {@code MOD}. */
    public Optional<String> extension(String name) {
        return extensions.stream().filter(e -> e.startsWith(name + "=")).map(e -> e.substring(name.length() + 1)).findFirst();
    }

    static UbxMessage read(Payload p) {
        List<String> extensions = new ArrayList<>();
        for (int at = HEADER; at + EACH <= p.length(); at += EACH) {
            extensions.add(p.text(at, EACH));
        }
        return new MonVer(p.text(0, SOFTWARE), p.text(SOFTWARE, HARDWARE), extensions);
    }

    /** The whole frame; texts that are too long are cut. */
    public byte[] encode() {
        PayloadWriter writer = new PayloadWriter(HEADER + EACH * extensions.size())
                .text(0, SOFTWARE - 1, software).text(SOFTWARE, HARDWARE - 1, hardware);
        for (int i = 0; i < extensions.size(); i++) {
            writer.text(HEADER + EACH * i, EACH - 1, extensions.get(i));
        }
        return writer.frame(UbxId.MON_VER);
    }
}

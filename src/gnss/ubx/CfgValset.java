package depot.gnss.ubx;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * UBX-CFG-VALSET, new values for settings: UBX-22008968, section 3.10.26.
 *
 * <pre>
 *   off  type    name
 *    0   U1      version (0: without transaction; 1 is not read here)
 *    1   X1      layers: b0 RAM, b1 BBR, b2 flash
 *    2   U1[2]   reserved
 *    4           items, see {@link ConfigItem}, at most 64
 * </pre>
 *
 * Answered by an {@link Ack}; one item that the receiver does not take, and it does nothing of the message and sends a NAK.
 *
 * <p>Verified: a survey-in as pyubx2 encodes it, byte for byte; two settings as ubxtool does.
 */
public record CfgValset(Set<ConfigLayer> layers, List<ConfigItem> items) implements UbxMessage {
    public static final int MAX_ITEMS = 64;
    static final int HEADER = 4;
    private static final int VERSION = 0;

    public CfgValset {
        layers = Set.copyOf(layers);
        items = List.copyOf(items);
    }

    static UbxMessage read(Payload p) {
        if (p.u1(0) != VERSION) {
            return new UbxMessage.Unknown(UbxId.CFG_VALSET, p.length());
        }
        Set<ConfigLayer> layers = EnumSet.noneOf(ConfigLayer.class);
        for (ConfigLayer layer : List.of(ConfigLayer.RAM, ConfigLayer.BBR, ConfigLayer.FLASH)) {
            if ((p.u1(1) & layer.bit()) != 0) {
                layers.add(layer);
            }
        }
        List<ConfigItem> items = new ArrayList<>();
        Optional<String> problem = ConfigItem.read(p, HEADER, items);
        return problem.<UbxMessage>map(reason -> new UbxMessage.Malformed(UbxId.CFG_VALSET, reason)).orElse(new CfgValset(layers, items));
    }

    /**
     * The whole frame.
     *
     * @throws IllegalArgumentException with more than {@link #MAX_ITEMS} items, or the default layer
     */
    public byte[] encode() {
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException(items.size() + " items in one CFG-VALSET");
        }
        PayloadWriter writer = new PayloadWriter(HEADER + ConfigItem.bytes(items))
                .u1(0, VERSION).u1(1, layers.stream().mapToInt(ConfigLayer::bit).sum());
        return ConfigItem.write(writer, HEADER, items).frame(UbxId.CFG_VALSET);
    }
}

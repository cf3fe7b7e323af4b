package depot.gnss.ubx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * UBX-CFG-VALGET, the values of settings: UBX-22008968, section 3.10.25.
 *
 * <pre>
 *   off  type    name        request              response
 *    0   U1      version     0                    1
 *    1   U1      layer       0 RAM, 1 BBR, 2 flash, 7 default
 *    2   U2      position    how many items to skip of a long answer
 *    4                       keys, U4 each        items, see {@link ConfigItem}; at most 64 each
 * </pre>
 *
 * The response is followed by an {@link Ack}. A key that the receiver does not have, or a layer that holds none of the
 * settings, and there is a NAK instead. A key that ends in FFFF asks for its whole group.
 *
 * <p>Verified: 48 of a u-center capture, both directions, against an independent scanner.
 */
public sealed interface CfgValget extends UbxMessage {
    int MAX_ITEMS = 64;
    int HEADER = 4;

    /** What the host asks. */
    record Request(ConfigLayer layer, int position, List<ConfigKey> keys) implements CfgValget {
        private static final int VERSION = 0;
        private static final int EACH = 4;

        public Request {
            keys = List.copyOf(keys);
        }

        private static UbxMessage read(ConfigLayer layer, Payload p) {
            if ((p.length() - HEADER) % EACH != 0) {
                return new Malformed(UbxId.CFG_VALGET, "a key that is cut off");
            }
            List<ConfigKey> keys = new ArrayList<>();
            for (int at = HEADER; at < p.length(); at += EACH) {
                keys.add(new ConfigKey(p.i4(at)));
            }
            return new Request(layer, p.u2(2), keys);
        }

        /**
         * The whole frame.
         *
         * @throws IllegalArgumentException with more than {@link #MAX_ITEMS} keys
         */
        public byte[] encode() {
            PayloadWriter writer = header(VERSION, layer, position, keys.size(), EACH * keys.size());
            for (int i = 0; i < keys.size(); i++) {
                writer.u4(HEADER + EACH * i, keys.get(i).id());
            }
            return writer.frame(UbxId.CFG_VALGET);
        }
    }

    /** What the receiver answers. */
    record Response(ConfigLayer layer, int position, List<ConfigItem> items) implements CfgValget {
        private static final int VERSION = 1;

        public Response {
            items = List.copyOf(items);
        }

        private static UbxMessage read(ConfigLayer layer, Payload p) {
            List<ConfigItem> items = new ArrayList<>();
            Optional<String> problem = ConfigItem.read(p, HEADER, items);
            return problem.<UbxMessage>map(reason -> new Malformed(UbxId.CFG_VALGET, reason)).orElse(new Response(layer, p.u2(2), items));
        }

        /**
         * The whole frame.
         *
         * @throws IllegalArgumentException with more than {@link #MAX_ITEMS} items
         */
        public byte[] encode() {
            PayloadWriter writer = header(VERSION, layer, position, items.size(), ConfigItem.bytes(items));
            return ConfigItem.write(writer, HEADER, items).frame(UbxId.CFG_VALGET);
        }
    }

    private static PayloadWriter header(int version, ConfigLayer layer, int position, int count, int bytes) {
        if (count > MAX_ITEMS) {
            throw new IllegalArgumentException(count + " items in one CFG-VALGET");
        }
        return new PayloadWriter(HEADER + bytes).u1(0, version).u1(1, layer.number()).u2(2, position);
    }

    /** @return a request or a response by its version */
    static UbxMessage read(Payload p) {
        for (ConfigLayer layer : ConfigLayer.values()) {
            if (layer.number() == p.u1(1)) {
                return switch (p.u1(0)) {
                    case Request.VERSION -> Request.read(layer, p);
                    case Response.VERSION -> Response.read(layer, p);
                    default -> new Unknown(UbxId.CFG_VALGET, p.length());
                };
            }
        }
        return new Malformed(UbxId.CFG_VALGET, "layer " + p.u1(1));
    }
}

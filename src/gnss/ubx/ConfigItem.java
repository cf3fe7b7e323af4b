package depot.gnss.ubx;

import java.util.List;
import java.util.Optional;

/**
 * A setting's key and value.
 *
 * <pre>
 *   off  type         name
 *    0   U4           key
 *    4   1 to 8 bytes value, little-endian; how many the key says
 * </pre>
 *
 * @param bits of the value, the unused ones 0, whether the setting has a sign or not: items with the same value are equal
 */
public record ConfigItem(ConfigKey key, long bits) {
    private static final int KEY_BYTES = 4;

    /** @throws IllegalArgumentException when the key has no known size, or the value does not fit */
    public ConfigItem {
        int count = key.valueBits();
        if (count == 0 || count < 64 && bits >>> count != 0) {
            throw new IllegalArgumentException(key + " cannot be " + Long.toHexString(bits));
        }
    }

    /**
     * An item from a number, negative where the setting has a sign.
     *
     * @throws IllegalArgumentException when the key has no known size, or the value does not fit
     */
    public static ConfigItem of(ConfigKey key, long value) {
        int count = key.valueBits();
        boolean fits = count == 64 || count > 1 && value >= -1L << count - 1 && value < 1L << count || value >= 0 && value < 1L << count;
        if (count == 0 || !fits) {
            throw new IllegalArgumentException(key + " cannot be " + value);
        }
        return new ConfigItem(key, value & -1L >>> 64 - count);
    }

    /** The value of a setting that has a sign. */
    public long signed() {
        int unused = 64 - key.valueBits();
        return bits << unused >> unused;
    }

    @Override
    public String toString() {
        return key + "=" + bits;
    }

    static int bytes(List<ConfigItem> items) {
        return items.stream().mapToInt(item -> KEY_BYTES + item.key.valueBytes()).sum();
    }

    static PayloadWriter write(PayloadWriter writer, int offset, List<ConfigItem> items) {
        int at = offset;
        for (ConfigItem item : items) {
            writer.u4(at, item.key.id()).put(at + KEY_BYTES, item.key.valueBytes(), item.bits);
            at += KEY_BYTES + item.key.valueBytes();
        }
        return writer;
    }

    /** Reads items to the payload's end. Returns what is wrong with them; empty when nothing is. */
    static Optional<String> read(Payload p, int offset, List<ConfigItem> items) {
        int at = offset;
        while (at < p.length()) {
            if (p.length() - at < KEY_BYTES) {
                return Optional.of("a key that is cut off");
            }
            ConfigKey key = new ConfigKey(p.i4(at));
            at += KEY_BYTES;
            if (key.valueBytes() == 0) {
                return Optional.of("key " + key + " of no known size");
            }
            if (p.length() - at < key.valueBytes()) {
                return Optional.of("the value of " + key + " is cut off");
            }
            items.add(new ConfigItem(key, p.unsigned(at, key.valueBytes()) & -1L >>> 64 - key.valueBits()));
            at += key.valueBytes();
        }
        return Optional.empty();
    }
}

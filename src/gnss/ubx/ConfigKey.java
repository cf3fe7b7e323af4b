package depot.gnss.ubx;

/**
 * A setting's key: UBX-22008968, section 6.2.
 *
 * <pre>
 *   bit  31   30..28   27..24   23..16   15..8   7..0
 *        0    size     0        group    0       item
 *             1 one bit in a byte, 2 one byte, 3 two, 4 four, 5 eight
 * </pre>
 *
 * @param id any 32 bits: an unknown key is a key, too
 */
public record ConfigKey(int id) {
    /** How many bytes a value has in a message; 0 when the key is of no known size. */
    public int valueBytes() {
        return switch (id >>> 28 & 7) {
            case 1, 2 -> 1;
            case 3 -> 2;
            case 4 -> 4;
            case 5 -> 8;
            default -> 0;
        };
    }

    /** How many bits a value has; 0 when the key is of no known size. */
    int valueBits() {
        return (id >>> 28 & 7) == 1 ? 1 : 8 * valueBytes();
    }

    /** The document's name where it is known here, such as {@code CFG-TMODE-MODE}; else the number in hex. */
    @Override
    public String toString() {
        return ConfigKeys.name(this);
    }
}

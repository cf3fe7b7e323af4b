package depot.archive.recording;

import static depot.archive.recording.LittleEndian.i32;
import static depot.archive.recording.LittleEndian.u16;

/**
 * Reads tables and vectors of FlatBuffers, in which Arrow's metadata is written: positions within a byte array, nothing is copied.
 *
 * <pre>
 *  root      u32 offset to the root table
 *  table     i32 distance back to its vtable; vtable: u16 its bytes, u16 the table's bytes, u16 offset of each field (0: absent)
 *  vector    u32 count, then the elements; those that are tables are u32 offsets
 * </pre>
 *
 * Whatever the bytes say, an access outside the array throws {@link IndexOutOfBoundsException}, and counts are bounded. Pure.
 */
final class FlatBuffer {
    private FlatBuffer() {}

    /** Follows the offset at a position, to a table, a vector or a text. */
    static int follow(byte[] bytes, int at) {
        return at + i32(bytes, at);
    }

    /** Position of a table's field; 0 when it is absent, and has its default. */
    static int field(byte[] bytes, int table, int number) {
        int vtable = table - i32(bytes, table);
        int slot = 4 + 2 * number;
        if (slot >= u16(bytes, vtable)) {
            return 0;
        }
        int offset = u16(bytes, vtable + slot);
        return offset == 0 ? 0 : table + offset;
    }

    /** Position of the table, vector or text that a field points to; 0 when it is absent. */
    static int target(byte[] bytes, int table, int number) {
        int at = field(bytes, table, number);
        return at == 0 ? 0 : follow(bytes, at);
    }

    static int u8(byte[] bytes, int table, int number) {
        int at = field(bytes, table, number);
        return at == 0 ? 0 : bytes[at] & 0xFF;
    }

    static int i16(byte[] bytes, int table, int number) {
        int at = field(bytes, table, number);
        return at == 0 ? 0 : (short) u16(bytes, at);
    }

    static int int32(byte[] bytes, int table, int number) {
        int at = field(bytes, table, number);
        return at == 0 ? 0 : i32(bytes, at);
    }

    static long int64(byte[] bytes, int table, int number) {
        int at = field(bytes, table, number);
        return at == 0 ? 0 : LittleEndian.i64(bytes, at);
    }

    /** Elements of a vector. @param max that are taken */
    static int count(byte[] bytes, int vector, int max) {
        int count = i32(bytes, vector);
        if (count < 0 || count > max) {
            throw new Damaged("a list claims to have " + Integer.toUnsignedString(count) + " entries");
        }
        return count;
    }

    /** The table that is an element of a vector of tables. */
    static int table(byte[] bytes, int vector, int index) {
        return follow(bytes, vector + 4 + 4 * index);
    }
}

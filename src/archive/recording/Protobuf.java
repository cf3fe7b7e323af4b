package depot.archive.recording;

/**
 * Walks through the fields of one Protobuf message. One thread; a damaged one throws {@link Damaged} or {@link IndexOutOfBoundsException}.
 */
final class Protobuf {
    private final byte[] bytes;
    private int at;
    private final int end;
    private int field;
    private long number;
    private int start;
    private int length;

    Protobuf(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Goes to the next field; false at the end. */
    boolean next() {
        if (at >= end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        number = 0;
        start = at;
        length = 0;
        switch ((int) tag & 7) {
            case 0 -> number = varint();
            case 1 -> {
                number = LittleEndian.i64(bytes, at);
                pass(8);
            }
            case 2 -> {
                long count = varint();
                if (count < 0 || count > end - at) {
                    throw new Damaged("a length of " + Long.toUnsignedString(count) + " goes beyond the message");
                }
                start = at;
                length = (int) count;
                at += length;
            }
            case 5 -> {
                number = LittleEndian.i32(bytes, at);
                pass(4);
            }
            default -> throw new Damaged("a field of type " + (tag & 7));
        }
        return true;
    }

    int field() {
        return field;
    }

    /** The value of a field that is a number. */
    long number() {
        return number;
    }

    /** Where a field of bytes, text or a message begins. */
    int start() {
        return start;
    }

    int length() {
        return length;
    }

    Protobuf message() {
        return new Protobuf(bytes, start, start + length);
    }

    private void pass(int count) {
        if (count > end - at) {
            throw new Damaged("it ends within a field");
        }
        at += count;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new Damaged("it ends within a number");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new Damaged("a number has more than ten bytes");
    }
}

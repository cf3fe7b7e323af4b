package depot.archive.recording;

import java.nio.charset.StandardCharsets;

/**
 * Walks through MessagePack (the specification of 2017): reads what is asked for, skips the rest. A map's key may itself be
 * any value. One thread; a damaged value throws {@link Damaged} or {@link IndexOutOfBoundsException}.
 */
final class MessagePack {
    private static final int MAX_DEPTH = 32;

    private final byte[] bytes;
    private int at;
    private final int end;

    MessagePack(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int at() {
        return at;
    }

    /** Entries of the map that comes next. */
    int map() {
        int type = take(1);
        return switch (type) {
            case 0xDE -> take(2);
            case 0xDF -> size(take(4));
            default -> {
                if ((type & 0xF0) != 0x80) {
                    throw new Damaged("a map is expected");
                }
                yield type & 0x0F;
            }
        };
    }

    /** Entries of the list that comes next. */
    int list() {
        int type = take(1);
        return switch (type) {
            case 0xDC -> take(2);
            case 0xDD -> size(take(4));
            default -> {
                if ((type & 0xF0) != 0x90) {
                    throw new Damaged("a list is expected");
                }
                yield type & 0x0F;
            }
        };
    }

    /** Length of the bytes or text that comes next, whose first byte is then {@link #at}; {@link #pass} takes them. */
    int blob() {
        int type = take(1);
        return switch (type) {
            case 0xC4, 0xD9 -> size(take(1));
            case 0xC5, 0xDA -> size(take(2));
            case 0xC6, 0xDB -> size(take(4));
            default -> {
                if ((type & 0xE0) != 0xA0) {
                    throw new Damaged("bytes or a text are expected");
                }
                yield size(type & 0x1F);
            }
        };
    }

    String text() {
        int length = blob();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Whether the text that comes next is this one; it is taken. */
    boolean isText(byte[] ascii) {
        int length = blob();
        boolean same = java.util.Arrays.equals(bytes, at, at + length, ascii, 0, ascii.length);
        at += length;
        return same;
    }

    /** Whether a whole number comes next. */
    boolean isInteger() {
        int type = bytes[at] & 0xFF;
        return type < 0x80 || type >= 0xE0 || type >= 0xCC && type <= 0xD3;
    }

    long integer() {
        int type = take(1);
        return switch (type) {
            case 0xCC -> take(1);
            case 0xCD -> take(2);
            case 0xCE -> take(4) & 0xFFFFFFFFL;
            case 0xD0 -> (byte) take(1);
            case 0xD1 -> (short) take(2);
            case 0xD2 -> take(4);
            case 0xCF, 0xD3 -> (long) take(4) << 32 | take(4) & 0xFFFFFFFFL;
            default -> {
                if (type >= 0x80 && type < 0xE0) {
                    throw new Damaged("a whole number is expected");
                }
                yield (byte) type;
            }
        };
    }

    void pass(int count) {
        at += size(count);
    }

    /** Passes over the value that comes next. */
    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (depth > MAX_DEPTH) {
            throw new Damaged("it is nested more than " + MAX_DEPTH + " deep");
        }
        int type = bytes[at] & 0xFF;
        if (type < 0x80 || type >= 0xE0 || type == 0xC0 || type == 0xC2 || type == 0xC3) {
            take(1);
        } else if (type < 0x90 || type == 0xDE || type == 0xDF) {
            skipAll(2L * map(), depth);
        } else if (type < 0xA0 || type == 0xDC || type == 0xDD) {
            skipAll(list(), depth);
        } else if (type < 0xC0 || type >= 0xC4 && type <= 0xC6 || type >= 0xD9 && type <= 0xDB) {
            pass(blob());
        } else {
            at++;
            switch (type) {
                case 0xCC, 0xD0 -> pass(1);
                case 0xCD, 0xD1, 0xD4 -> pass(2);
                case 0xD5 -> pass(3);
                case 0xCA, 0xCE, 0xD2 -> pass(4);
                case 0xD6 -> pass(5);
                case 0xCB, 0xCF, 0xD3 -> pass(8);
                case 0xD7 -> pass(9);
                case 0xD8 -> pass(17);
                case 0xC7 -> pass(take(1) + 1);
                case 0xC8 -> pass(take(2) + 1);
                case 0xC9 -> pass(size(take(4)) + 1);
                default -> throw new Damaged("a value of type " + Integer.toHexString(type));
            }
        }
    }

    private void skipAll(long count, int depth) {
        for (long i = 0; i < count; i++) { // each takes a byte at least, so it ends with the bytes
            skip(depth + 1);
        }
    }

    private int size(int count) {
        if (count < 0 || count > end - at) {
            throw new Damaged("a length of " + Integer.toUnsignedString(count) + " goes beyond the message");
        }
        return count;
    }

    /** A number in the next bytes, big endian. */
    private int take(int count) {
        if (count > end - at) {
            throw new Damaged("it ends within a value");
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | bytes[at++] & 0xFF;
        }
        return value;
    }
}

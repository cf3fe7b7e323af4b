package depot.archive.recording;

import java.util.List;

/**
 * The type of a column or of what it holds, as in Arrow's Schema.fbs, and where its parts are among a batch's nodes and
 * buffers. Immutable.
 *
 * @param kind {@code Type}'s number, or {@link #DICTIONARY}
 * @param width bytes of an Int, FloatingPoint or FixedSizeBinary, elements of a FixedSizeList; else 0
 * @param unit nanoseconds in a Timestamp's unit; else 0
 * @param children of a list, its one; of others none are kept
 * @param node number of its first node in a batch
 * @param buffer number of its first buffer in a batch
 */
record ArrowType(int kind, int width, long unit, List<ArrowType> children, int node, int buffer) {
    /** Not Arrow's: of numbers that stand for values of a dictionary, whatever these are. */
    static final int DICTIONARY = -1;
    static final int NULL = 1;
    static final int INT = 2;
    static final int FLOATING_POINT = 3;
    static final int BINARY = 4;
    static final int UTF8 = 5;
    static final int BOOL = 6;
    static final int DECIMAL = 7;
    static final int DATE = 8;
    static final int TIME = 9;
    static final int TIMESTAMP = 10;
    static final int INTERVAL = 11;
    static final int LIST = 12;
    static final int STRUCT = 13;
    static final int UNION = 14;
    static final int FIXED_SIZE_BINARY = 15;
    static final int FIXED_SIZE_LIST = 16;
    static final int MAP = 17;
    static final int DURATION = 18;
    static final int LARGE_BINARY = 19;
    static final int LARGE_UTF8 = 20;
    static final int LARGE_LIST = 21;

    ArrowType {
        children = List.copyOf(children);
    }

    /** Buffers of a type's own, its children's aside; -1 for one that is not known, behind which nothing can be found. */
    static int buffers(int kind, boolean dense) {
        return switch (kind) {
            case NULL -> 0;
            case INT, FLOATING_POINT, BOOL, DECIMAL, DATE, TIME, TIMESTAMP, INTERVAL, DURATION, FIXED_SIZE_BINARY, LIST, LARGE_LIST, MAP,
                    DICTIONARY -> 2;
            case BINARY, UTF8, LARGE_BINARY, LARGE_UTF8 -> 3;
            case STRUCT, FIXED_SIZE_LIST -> 1;
            case UNION -> dense ? 2 : 1;
            default -> -1;
        };
    }

    boolean isList() {
        return kind == LIST || kind == LARGE_LIST;
    }

    boolean isText() {
        return kind == UTF8 || kind == LARGE_UTF8;
    }

    boolean isBinary() {
        return kind == BINARY || kind == LARGE_BINARY;
    }

    /** Whether its offsets are of eight bytes. */
    boolean isLarge() {
        return kind == LARGE_BINARY || kind == LARGE_UTF8 || kind == LARGE_LIST;
    }

    boolean isFloating() {
        return kind == FLOATING_POINT && (width == 4 || width == 8);
    }

    /** Of a list of whatever kind. */
    ArrowType child() {
        return children.getFirst();
    }
}

package depot.discovery.telemetry;

import java.nio.charset.StandardCharsets;

/**
 * A line of InfluxDB's line protocol, as rovers send it:
 *
 * <pre>
 *   motors,rover=frog-0,motor=fl temp=45.0,current=3.00 1795901272000000000
 *   └─┬──┘ └────────┬─────────┘ └──────────┬──────────┘ └────────┬────────┘
 *  measurement     tags                 fields           time in ns (optional)
 * </pre>
 *
 * (InfluxDB v1.8, “Line protocol reference”.) The senders escape nothing, so a backslash outside a quoted string is a
 * character like any other, and a line with a stray blank or comma in an id is not readable. A view of the caller's bytes that
 * is filled anew for each line, without allocating; one thread, and valid until the bytes change.
 */
final class Line {
    /** Tags and fields of a line together; more make it unreadable. */
    static final int MAX_PAIRS = 32;
    private static final int MAX_NUMBER = 40;
    private static final int MAX_TIME_DIGITS = 19; // in nanoseconds until the year 2286; larger ones are no time
    private static final int EXACT_DIGITS = 15; // a double holds every whole number of so many
    private static final double[] TENS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

    private byte[] bytes;
    private int measurementFrom;
    private int measurementTo;
    private int tags; // pairs before this are tags, the others fields
    private int pairs;
    private long timeNanos;
    private final int[] keyFrom = new int[MAX_PAIRS];
    private final int[] keyTo = new int[MAX_PAIRS];
    private final int[] valueFrom = new int[MAX_PAIRS];
    private final int[] valueTo = new int[MAX_PAIRS];

    /** Reads the bytes from {@code from} to before {@code to}, which have no line feed; false when they are no such line. */
    boolean read(byte[] of, int from, int to) {
        bytes = of;
        pairs = 0;
        timeNanos = 0;
        measurementFrom = from;
        int at = skipTo(from, to, ',', ' ');
        measurementTo = at;
        if (at == from || at == to) {
            return false;
        }
        while (bytes[at] == ',') {
            at = pair(at + 1, to, false);
            if (at < 0 || at == to) {
                return false;
            }
        }
        tags = pairs;
        do {
            at = pair(at + 1, to, true);
            if (at < 0) {
                return false;
            }
        } while (at < to && bytes[at] == ',');
        return at == to || isTime(at + 1, to);
    }

    /** Reads {@code key=value}, and returns where it ends: at a comma, a blank or the end; -1 when it is none. A field may be quoted. */
    private int pair(int from, int to, boolean field) {
        int equals = skipTo(from, to, '=', ' ');
        if (pairs == MAX_PAIRS || equals == from || equals == to || bytes[equals] != '=' || skipTo(from, equals, ',', ',') != equals) {
            return -1;
        }
        int begin = equals + 1;
        int end = field && begin < to && bytes[begin] == '"' ? afterQuote(begin + 1, to) : skipTo(begin, to, ',', ' ');
        if (end <= begin || end < to && bytes[end] != ',' && bytes[end] != ' ') {
            return -1;
        }
        keyFrom[pairs] = from;
        keyTo[pairs] = equals;
        valueFrom[pairs] = begin;
        valueTo[pairs++] = end;
        return end;
    }

    private int skipTo(int from, int to, char one, char other) {
        int at = from;
        while (at < to && bytes[at] != one && bytes[at] != other) {
            at++;
        }
        return at;
    }

    private int afterQuote(int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\\') {
                at++;
            } else if (bytes[at] == '"') {
                return at + 1;
            }
        }
        return -1;
    }

    /** A whole number; it is the rover's clock, which may be wrong. */
    private boolean isTime(int from, int to) {
        int at = from < to && bytes[from] == '-' ? from + 1 : from;
        if (at == to) {
            return false;
        }
        long value = 0;
        boolean known = at == from && to - at <= MAX_TIME_DIGITS;
        while (at < to && isDigit(bytes[at])) {
            value = value * 10 + (bytes[at++] - '0');
        }
        timeNanos = known ? Math.max(value, 0) : 0;
        return at == to;
    }

    /** When the line was made, by the rover's clock, in Unix nanoseconds; 0 when it does not say. */
    long timeNanos() {
        return timeNanos;
    }

    boolean isOf(String measurement) {
        return same(measurementFrom, measurementTo, measurement);
    }

    /** The number of the tag, for the methods below; -1 when the line has none of that name. */
    int tag(String name) {
        return find(0, tags, name);
    }

    /** The number of the field, for the methods below; -1 when the line has none of that name. */
    int field(String name) {
        return find(tags, pairs, name);
    }

    private int find(int from, int to, String name) {
        for (int i = from; i < to; i++) {
            if (same(keyFrom[i], keyTo[i], name)) {
                return i;
            }
        }
        return -1;
    }

    private boolean same(int from, int to, String ascii) {
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] != ascii.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the value is this one, a string with its quotes. */
    boolean is(int pair, String ascii) {
        return same(valueFrom[pair], valueTo[pair], ascii);
    }

    /** Where the value begins in the bytes. */
    int from(int pair) {
        return valueFrom[pair];
    }

    /** Where the value has ended. */
    int to(int pair) {
        return valueTo[pair];
    }

    /** The value as text: a string without its quotes. What is no UTF-8 is replaced. */
    String text(int pair) {
        int from = valueFrom[pair];
        int to = valueTo[pair];
        if (pair >= tags && bytes[from] == '"') {
            String quoted = new String(bytes, from + 1, to - from - 2, StandardCharsets.UTF_8);
            return quoted.indexOf('\\') < 0 ? quoted : quoted.replace("\\\"", "\"").replace("\\\\", "\\");
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The value as a number, with the suffixes of whole ones ({@code 7i}, {@code 7u}) too; NaN when it is none, or not finite. */
    double number(int pair) {
        int from = valueFrom[pair];
        int to = valueTo[pair];
        if (to - from > 1 && (bytes[to - 1] == 'i' || bytes[to - 1] == 'u')) {
            to--;
        }
        boolean negative = bytes[from] == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int at = negative ? from + 1 : from; at < to; at++) {
            byte b = bytes[at];
            if (b == '.' && point < 0) {
                point = count;
            } else if (isDigit(b) && count < EXACT_DIGITS) {
                digits = digits * 10 + (b - '0');
                count++;
            } else {
                return uncommon(from, to);
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        double value = point < 0 ? digits : digits / TENS[count - point];
        return negative ? -value : value;
    }

    /** Reads a number with an exponent, a plus or very many digits; or it is no number at all. */
    private double uncommon(int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (!isDigit(b) && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E') {
                return Double.NaN; // Java would take more: hexadecimal, suffixes, names
            }
        }
        if (to - from > MAX_NUMBER) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}

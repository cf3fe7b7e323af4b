package depot.gnss.nmea;

/**
 * A number as a field has it: {@code digits / scale}, all digits as they stand, so that nothing is lost before the units
 * are known.
 *
 * @param scale a power of ten
 */
record Decimal(boolean negative, long digits, long scale) {
    private static final int MOST_DIGITS = 15; // so that a double holds them all

    /** Digits with one point or none, and a minus before them or none; null when the text is no such number. */
    static Decimal parse(String text) {
        boolean negative = text.startsWith("-");
        long digits = 0;
        long scale = 0; // 0 until the point
        int count = 0;
        for (int i = negative ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && scale == 0) {
                scale = 1;
            } else if (c >= '0' && c <= '9' && count < MOST_DIGITS) {
                digits = digits * 10 + (c - '0');
                scale *= 10;
                count++;
            } else {
                return null;
            }
        }
        return count == 0 ? null : new Decimal(negative, digits, Math.max(1, scale));
    }

    double value() {
        double value = (double) digits / scale;
        return negative ? -value : value;
    }
}

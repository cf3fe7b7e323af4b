package depot.archive.mapping;

/** The few letters that a map's picture has, five by seven cells each. Pure. */
final class Letters {
    private static final String KNOWN = "0123456789.mN Y";
    // each letter's rows from the top, five bits each
    private static final int[][] ROWS = {
        {14, 17, 19, 21, 25, 17, 14}, {4, 12, 4, 4, 4, 4, 14}, {14, 17, 1, 2, 4, 8, 31}, {31, 2, 4, 2, 1, 17, 14}, {2, 6, 10, 18, 31, 2, 2},
        {31, 16, 30, 1, 1, 17, 14}, {6, 8, 16, 30, 17, 17, 14}, {31, 1, 2, 4, 8, 8, 8}, {14, 17, 17, 14, 17, 17, 14},
        {14, 17, 17, 15, 1, 2, 12}, {0, 0, 0, 0, 0, 12, 12}, {0, 0, 26, 21, 21, 17, 17}, {17, 17, 25, 21, 19, 17, 17},
        {0, 0, 0, 0, 0, 0, 0}, {17, 17, 10, 4, 4, 4, 4}};

    private Letters() {}

    /** Gets each dot of a letter; row numbers grow upwards. */
    interface Dots {
        void dot(int column, int row);
    }

    /** @param column of the lower left corner */
    static void draw(String text, int column, int row, Dots dots) {
        for (int i = 0; i < text.length(); i++) {
            int[] rows = ROWS[Math.max(KNOWN.indexOf(text.charAt(i)), 0)];
            for (int y = 0; y < 7; y++) {
                for (int x = 0; x < 5; x++) {
                    if ((rows[y] >> 4 - x & 1) != 0) {
                        dots.dot(column + 6 * i + x, row + 6 - y);
                    }
                }
            }
        }
    }
}

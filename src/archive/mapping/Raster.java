package depot.archive.mapping;

/**
 * The ground in cells: what is occupied, free and not known. Free is what rays went through on their way to a point. Cells are 5 cm,
 * or larger where the map is, so that memory is bounded. One thread.
 */
final class Raster {
    private static final int MOST_CELLS = 1_600; // of a side
    private static final double SMALLEST_CELL = 0.05;
    private static final byte FREE = 1;
    private static final byte SEEN_ONCE = 2;
    private static final byte OCCUPIED = 3;

    /** What is known of a cell. */
    enum Cell { UNKNOWN, FREE, SEEN_ONCE, OCCUPIED }

    private static final Cell[] CELLS = Cell.values();

    private final double minX;
    private final double minY;
    private final double cell;
    private final int width;
    private final int height;
    private final byte[] cells;
    private final float[] tops; // the highest point of each cell

    Raster(double minX, double minY, double maxX, double maxY) {
        double side = Math.max(maxX - minX, maxY - minY);
        double size = SMALLEST_CELL;
        while (side / size > MOST_CELLS) {
            size *= 2;
        }
        cell = size;
        this.minX = Math.floor(minX / size - 1) * size;
        this.minY = Math.floor(minY / size - 1) * size;
        width = (int) Math.ceil((maxX - this.minX) / size) + 2;
        height = (int) Math.ceil((maxY - this.minY) / size) + 2;
        cells = new byte[width * height];
        tops = new float[width * height];
    }

    /** A ray went from one place to the other, the last cell aside. (Bresenham) */
    void free(double fromX, double fromY, double toX, double toY) {
        int x = column(fromX);
        int y = row(fromY);
        int endX = column(toX);
        int endY = row(toY);
        int dx = Math.abs(endX - x);
        int dy = -Math.abs(endY - y);
        int stepX = x < endX ? 1 : -1;
        int stepY = y < endY ? 1 : -1;
        int error = dx + dy;
        while (x != endX || y != endY) {
            if (x >= 0 && y >= 0 && x < width && y < height && cells[y * width + x] == 0) {
                cells[y * width + x] = FREE;
            }
            int twice = 2 * error;
            if (twice >= dy) {
                error += dy;
                x += stepX;
            }
            if (twice <= dx) {
                error += dx;
                y += stepY;
            }
        }
    }

    void occupied(double x, double y, double z, boolean again) {
        int column = column(x);
        int row = row(y);
        if (column < 0 || row < 0 || column >= width || row >= height) {
            return;
        }
        int at = row * width + column;
        if (cells[at] < SEEN_ONCE || z > tops[at]) {
            tops[at] = (float) z;
        }
        cells[at] = again ? OCCUPIED : (byte) Math.max(cells[at], SEEN_ONCE);
    }

    int column(double x) {
        return (int) Math.floor((x - minX) / cell);
    }

    int row(double y) {
        return (int) Math.floor((y - minY) / cell);
    }

    Cell at(int column, int row) {
        return CELLS[cells[row * width + column]];
    }

    float top(int column, int row) {
        return tops[row * width + column];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Metres of a side. */
    double cell() {
        return cell;
    }

    /** The x of the lower left corner. */
    double minX() {
        return minX;
    }

    double minY() {
        return minY;
    }

    /** West, south, east and north of all cells. */
    double[] bounds() {
        return new double[] {minX, minY, minX + width * cell, minY + height * cell};
    }

    /** Per cent of the cells of which something is known. */
    double knownPercent() {
        int known = 0;
        for (byte each : cells) {
            known += each == 0 ? 0 : 1;
        }
        return 100.0 * known / cells.length;
    }
}

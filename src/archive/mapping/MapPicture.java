package depot.archive.mapping;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Draws a map from above: occupied, free and not known; heights in colour where there are any; the tracks; a bar of a known length
 * and an arrow to where y rises: to north where that is known, else it is called Y. A pixel is a cell. One thread.
 */
final class MapPicture {
    private static final int UNKNOWN = 0xB8BEC4;
    private static final int FREE = 0xFFFFFF;
    private static final int OCCUPIED = 0x14181C;
    private static final int SEEN_ONCE = 0x5A6B80;
    private static final int TRACK = 0x1E78D2;
    private static final int INK = 0xC03028;
    /** Lower differences of height are noise, or a ramp. */
    private static final double LEAST_HEIGHT = 0.3;

    private final Raster raster;
    private final int[] drawn; // over the cells; 0 for nothing
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;

    MapPicture(Raster raster) {
        this.raster = raster;
        drawn = new int[raster.width() * raster.height()];
        for (int row = 0; row < raster.height(); row++) {
            for (int column = 0; column < raster.width(); column++) {
                if (raster.at(column, row).ordinal() >= Raster.Cell.SEEN_ONCE.ordinal()) {
                    lowest = Math.min(lowest, raster.top(column, row));
                    highest = Math.max(highest, raster.top(column, row));
                }
            }
        }
    }

    void track(Track track) {
        for (int i = 1; i < track.count(); i++) {
            if (track.time(i) - track.time(i - 1) < 2) {
                line(raster.column(track.x(i - 1)), raster.row(track.y(i - 1)), raster.column(track.x(i)), raster.row(track.y(i)), TRACK);
            }
        }
    }

    private void line(int fromX, int fromY, int toX, int toY, int colour) {
        int steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY));
        for (int i = 0; i <= steps; i++) {
            dot(fromX + (steps == 0 ? 0 : (toX - fromX) * i / steps), fromY + (steps == 0 ? 0 : (toY - fromY) * i / steps), colour);
        }
    }

    private void dot(int column, int row, int colour) {
        if (column >= 0 && row >= 0 && column < raster.width() && row < raster.height()) {
            drawn[row * raster.width() + column] = colour;
        }
    }

    /** Metres that the bar stands for: the largest of 1, 2, 5, 10 … that takes a quarter of the width. */
    double barMetres() {
        double most = raster.width() * raster.cell() / 4;
        double length = Math.pow(10, Math.floor(Math.log10(Math.max(most, 0.1))));
        return length * 5 <= most ? length * 5 : length * 2 <= most ? length * 2 : length;
    }

    /** @param northUp whether y rises to north */
    void write(Path file, boolean northUp) throws IOException {
        int bar = (int) Math.round(barMetres() / raster.cell());
        int low = 3;
        for (int thick = 0; thick < 3; thick++) {
            line(3, low + thick, 3 + bar, low + thick, INK);
        }
        for (int end : new int[] {3, 3 + bar}) {
            line(end, low, end, low + 6, INK);
        }
        Letters.draw(number(barMetres()) + " m", 6, low + 9, (column, row) -> dot(column, row, INK));
        int top = raster.height() - 6;
        int right = raster.width() - 10;
        line(right, top - 14, right, top, INK);
        line(right - 3, top - 4, right, top, INK);
        line(right + 3, top - 4, right, top, INK);
        Letters.draw(northUp ? "N" : "Y", right - 2, top - 24, (column, row) -> dot(column, row, INK));
        Png.write(file, raster.width(), raster.height(), (column, row) -> pixel(column, raster.height() - 1 - row));
    }

    private static String number(double metres) {
        return metres == Math.rint(metres) ? String.valueOf((long) metres) : String.valueOf(metres);
    }

    private int pixel(int column, int row) {
        int over = drawn[row * raster.width() + column];
        if (over != 0) {
            return over;
        }
        return switch (raster.at(column, row)) {
            case UNKNOWN -> UNKNOWN;
            case FREE -> FREE;
            case SEEN_ONCE -> highest - lowest < LEAST_HEIGHT ? SEEN_ONCE : height(raster.top(column, row));
            case OCCUPIED -> highest - lowest < LEAST_HEIGHT ? OCCUPIED : height(raster.top(column, row));
        };
    }

    private int height(double z) {
        return colour((z - lowest) / (highest - lowest));
    }

    /** Blue, green, yellow, red. @param share from 0 to 1 */
    static int colour(double share) {
        double hue = (1 - Math.clamp(share, 0, 1)) * 4;
        int red = (int) (255 * Math.clamp(2 - hue, 0, 1));
        int green = (int) (205 * (hue < 1 ? hue : hue > 3 ? 4 - hue : 1));
        int blue = (int) (255 * Math.clamp(hue - 2, 0, 1));
        return red << 16 | green << 8 | blue;
    }
}

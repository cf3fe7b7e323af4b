package depot.archive.place;

/**
 * A turn and a shift of the plane: from one frame to another. Metres and radians, counter-clockwise. Immutable.
 *
 * @param x where the first frame's origin is in the other
 */
public record Frame(double x, double y, double turn) {
    public static final Frame SAME = new Frame(0, 0, 0);

    public double x(double fromX, double fromY) {
        return x + Math.cos(turn) * fromX - Math.sin(turn) * fromY;
    }

    public double y(double fromX, double fromY) {
        return y + Math.sin(turn) * fromX + Math.cos(turn) * fromY;
    }
}

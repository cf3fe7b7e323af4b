package depot.discovery;

/** Where a rover is in its map: metres, and radians counterclockwise. Finite. */
record Pose(double x, double y, double theta) {
    static final Pose ORIGIN = new Pose(0, 0, 0);

    /** Whether it is all zeros, which a rover sends that does not know its pose. */
    boolean isOrigin() {
        return x == 0 && y == 0 && theta == 0;
    }
}

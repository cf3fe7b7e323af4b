package depot.discovery;

/** Where a rover is in its map: metres, and radians counterclockwise. Finite. */
record Pose(double x, double y, double theta) {
    static final Pose ORIGIN = new Pose(0, 0, 0);
}

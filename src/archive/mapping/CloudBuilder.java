package depot.archive.mapping;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a map of a session's poses and scans, square by square, in bounded memory whatever its size:
 *
 * <pre>
 *  frames → points in the map's frame → squares on the disk
 *  each square → cubes of 5 cm → squares of cubes on the disk
 *  each square and its neighbours' edges → mean distance to 20 neighbours, kept with the cubes; then what is more than 2 σ over
 *  the mean is left out
 *  rays and cubes → cells → the picture
 * </pre>
 *
 * One thread, one map.
 */
final class CloudBuilder {
    static final double VOXEL = 0.05;
    private static final int NEIGHBOURS = 20;
    private static final double SIGMAS = 2;
    /**
     * No outlier is nearer to its neighbours than those of a wall one voxel thick are (0.275 m). Walls are so regular that, without
     * this, two standard deviations over their mean would take away every post and box.
     */
    private static final double NO_OUTLIER = 6 * VOXEL;
    /** A sight of the same place after so long is another pass's. */
    private static final double PASS_SECONDS = 60;
    /** How far beyond a square's edge neighbours are looked for, in metres. */
    private static final float MARGIN = 1;
    private static final double FURTHEST = 100_000;
    private static final int RAYS = 180; // of a frame, for the picture
    private static final int AGAIN = 1; // in a voxel's number

    private final Path work;
    private Frames frames = new Frames(0);
    private final Stats stats = new Stats();
    private double minX = Double.POSITIVE_INFINITY;
    private double minY = Double.POSITIVE_INFINITY;
    private double maxX = Double.NEGATIVE_INFINITY;
    private double maxY = Double.NEGATIVE_INFINITY;
    private float minZ = Float.POSITIVE_INFINITY;
    private float maxZ = Float.NEGATIVE_INFINITY;

    /** What was done. Counts, and metres in the map's frame. */
    static final class Stats {
        long inputPoints;
        int inputPoses;
        int inputImages;
        int frames;
        int damagedFrames;
        int framesWithoutPose;
        int damagedLines;
        long voxels;
        long outputPoints;
        long singlePassPoints;
        long leftOut;
        double coveragePercent;
        double[] bounds = {}; // west, south, east, north
        double[] picture = {}; // the same of the picture's edges
    }

    /** @param work a folder that is there and empty, for what is in between; the caller removes it */
    CloudBuilder(Path work) {
        this.work = work;
    }

    /** Writes the cloud and its picture, or neither where there is nothing to map. */
    Stats build(SessionInput input, Path ply, Path picture) throws IOException, InterruptedException {
        frames = new Frames(input.frames());
        stats.inputPoses = input.track().count();
        stats.inputImages = input.images();
        stats.damagedLines = input.damagedLines();
        try (Tiles points = new Tiles(work, ".points"); Tiles voxels = new Tiles(work, ".voxels");
                Tiles measured = new Tiles(work, ".measured")) {
            takeFrames(input, points);
            gather(points, voxels);
            if (stats.voxels > 0) {
                double threshold = measure(voxels, measured);
                stats.bounds = new double[] {minX, minY, maxX, maxY};
                Raster raster = new Raster(minX, minY, maxX, maxY);
                castRays(points, raster);
                write(measured, threshold, ply, raster);
                stats.coveragePercent = raster.knownPercent();
                stats.picture = raster.bounds();
                MapPicture drawn = new MapPicture(raster);
                drawn.track(input.track());
                drawn.write(picture, input.northUp());
            }
            stats.leftOut += points.left() + voxels.left();
        }
        return stats;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void takeFrames(SessionInput input, Tiles points) throws IOException, InterruptedException {
        PcdFile pcd = new PcdFile();
        Track.Pose pose = new Track.Pose();
        stats.framesWithoutPose = input.otherNames();
        for (int i = 0; i < input.frames(); i++) {
            checkInterrupt();
            double time = input.time(i);
            if (Double.isNaN(time) || !input.track().at(time, pose)) {
                stats.framesWithoutPose++;
                continue;
            }
            try {
                pcd.read(input.frame(i));
            } catch (IOException e) {
                stats.damagedFrames++;
                continue;
            }
            stats.frames++;
            stats.inputPoints += pcd.count();
            place(pcd, pose, frames.add(time, pose.x, pose.y), points);
        }
        points.flush();
    }

    private void place(PcdFile pcd, Track.Pose pose, int frame, Tiles points) throws IOException {
        double[] turn = pose.turn;
        for (int i = 0; i < pcd.count(); i++) {
            double x = pose.x + turn[0] * pcd.x(i) + turn[1] * pcd.y(i) + turn[2] * pcd.z(i);
            double y = pose.y + turn[3] * pcd.x(i) + turn[4] * pcd.y(i) + turn[5] * pcd.z(i);
            double z = pose.z + turn[6] * pcd.x(i) + turn[7] * pcd.y(i) + turn[8] * pcd.z(i);
            if (Math.abs(x) < FURTHEST && Math.abs(y) < FURTHEST && Math.abs(z) < FURTHEST) {
                points.add((float) x, (float) y, (float) z, frame);
            } else {
                stats.leftOut++;
            }
        }
    }

    private void gather(Tiles points, Tiles voxels) throws IOException, InterruptedException {
        for (Tiles.Tile tile : List.copyOf(points.all())) {
            checkInterrupt();
            VoxelGrid grid = new VoxelGrid(VOXEL, PASS_SECONDS);
            points.read(tile, (x, y, z, frame) -> grid.add(x, y, z, frames.seconds(frame)));
            grid.each((x, y, z, again) -> {
                voxels.add(tile, x, y, z, again ? AGAIN : 0);
                minX = Math.min(minX, x);
                maxX = Math.max(maxX, x);
                minY = Math.min(minY, y);
                maxY = Math.max(maxY, y);
                minZ = Math.min(minZ, z);
                maxZ = Math.max(maxZ, z);
            });
            stats.voxels += grid.size();
            stats.leftOut += grid.left();
        }
        voxels.flush();
    }

    /** The voxels of a square, the first {@code own} of them, and those within a margin around it. */
    private static final class Piece {
        float[] points = new float[3 * 4096];
        int[] numbers = new int[4096];
        int count;
        int own;

        void add(float x, float y, float z, int number) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
                points = Arrays.copyOf(points, 6 * count);
            }
            numbers[count] = number;
            points[3 * count] = x;
            points[3 * count + 1] = y;
            points[3 * count++ + 2] = z;
        }
    }

    private static Piece piece(Tiles voxels, Tiles.Tile tile) throws IOException {
        Piece piece = new Piece();
        voxels.read(tile, piece::add);
        piece.own = piece.count;
        float west = tile.east() * Tiles.SIDE - MARGIN;
        float south = tile.north() * Tiles.SIDE - MARGIN;
        float side = Tiles.SIDE + 2 * MARGIN;
        for (int east = -1; east <= 1; east++) {
            for (int north = -1; north <= 1; north++) {
                if (east != 0 || north != 0) {
                    voxels.read(new Tiles.Tile(tile.east() + east, tile.north() + north), (x, y, z, number) -> {
                        if (x >= west && x < west + side && y >= south && y < south + side) {
                            piece.add(x, y, z, number);
                        }
                    });
                }
            }
        }
        return piece;
    }

    /** A distance, and whether the voxel was seen again, as one number: the lowest bit of a fraction is worth nothing. */
    private static int measured(float distance, int number) {
        return Float.floatToIntBits(distance) & ~AGAIN | number & AGAIN;
    }

    private static float distance(int measured) {
        return Float.intBitsToFloat(measured & ~AGAIN);
    }

    /**
     * Keeps with each voxel its mean distance to its neighbours.
     *
     * @return the mean of all plus two standard deviations; without end where there are too few to say
     */
    private double measure(Tiles voxels, Tiles measured) throws IOException, InterruptedException {
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (Tiles.Tile tile : voxels.all()) {
            checkInterrupt();
            Piece piece = piece(voxels, tile);
            float[] distances = new NeighbourGrid(piece.points, piece.count, NEIGHBOURS).meanDistances(piece.own);
            for (int i = 0; i < piece.own; i++) {
                measured.add(tile, piece.points[3 * i], piece.points[3 * i + 1], piece.points[3 * i + 2],
                        measured(distances[i], piece.numbers[i]));
                if (!Float.isNaN(distances[i])) {
                    sum += distances[i];
                    squares += (double) distances[i] * distances[i];
                    count++;
                }
            }
        }
        measured.flush();
        if (count <= NEIGHBOURS) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = sum / count;
        return Math.max(NO_OUTLIER, mean + SIGMAS * Math.sqrt(Math.max(0, squares / count - mean * mean)));
    }

    private void castRays(Tiles points, Raster raster) throws IOException, InterruptedException {
        int stride = (int) Math.max(1, stats.inputPoints / Math.max(1, (long) frames.count() * RAYS));
        for (Tiles.Tile tile : points.all()) {
            checkInterrupt();
            int[] count = {0};
            points.read(tile, (x, y, z, frame) -> {
                if (count[0]++ % stride == 0) {
                    raster.free(frames.x(frame), frames.y(frame), x, y);
                }
            });
        }
    }

    /** Writes what is within the threshold, and marks its cells; counts it first, as the cloud's head says how many there are. */
    private void write(Tiles measured, double threshold, Path ply, Raster raster) throws IOException, InterruptedException {
        for (Tiles.Tile tile : measured.all()) {
            checkInterrupt();
            measured.read(tile, (x, y, z, number) -> {
                if (!(distance(number) > threshold)) {
                    stats.outputPoints++;
                    stats.singlePassPoints += 1 - (number & AGAIN);
                }
            });
        }
        try (PlyWriter out = new PlyWriter(ply, stats.outputPoints)) {
            for (Tiles.Tile tile : measured.all()) {
                checkInterrupt();
                measured.read(tile, (x, y, z, number) -> {
                    if (!(distance(number) > threshold)) {
                        boolean again = (number & AGAIN) == AGAIN;
                        raster.occupied(x, y, z, again);
                        int colour = maxZ - minZ > 0.3 ? MapPicture.colour((z - minZ) / (maxZ - minZ)) : again ? 0x30363C : 0x6C7A8C;
                        out.vertex(x, y, z, colour, !again);
                    }
                });
            }
        }
    }
}

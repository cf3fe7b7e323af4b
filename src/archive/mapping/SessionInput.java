package depot.archive.mapping;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A session in the form that workers read:
 *
 * <pre>
 *  poses.csv              timestamp_secs,x,y,z,qx,qy,qz,qw      after a line of heads
 *  lidar/NNNNNN.pcd       points in the rover's frame
 *  lidar/timestamps.csv   frame,timestamp                       after a line of heads
 *  camera/*.jpg
 *  north-up               of ours: is there where the frame's y rises to north
 * </pre>
 *
 * Lines and frames that are damaged are left out and counted. One thread.
 */
final class SessionInput {
    private static final int MAX_FRAMES = 2_000_000;
    private static final String NORTH_UP = "north-up";

    private final Track track = new Track();
    private final List<Path> frames = new ArrayList<>();
    private final Map<Integer, Double> times = new HashMap<>();
    private int images;
    private boolean northUp;
    private int damagedLines;

    static SessionInput read(Path session) throws IOException {
        SessionInput input = new SessionInput();
        input.lines(session.resolve("poses.csv"), 8, input::pose);
        input.track.sort();
        input.lines(session.resolve("lidar/timestamps.csv"), 2, cells -> input.times.put((int) cells[0], cells[1]));
        list(session.resolve("lidar"), "*.pcd", input.frames);
        input.frames.sort(null);
        List<Path> pictures = new ArrayList<>();
        list(session.resolve("camera"), "*.jpg", pictures);
        input.images = pictures.size();
        input.northUp = Files.exists(session.resolve(NORTH_UP));
        return input;
    }

    private void pose(double[] cells) {
        track.add(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7]);
    }

    /** Is given the numbers of a line. */
    private interface Line {
        void numbers(double[] cells);
    }

    private void lines(Path file, int cells, Line line) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        double[] numbers = new double[cells];
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            in.readLine(); // the heads
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                if (parse(text, numbers)) {
                    line.numbers(numbers);
                } else if (!text.isBlank()) {
                    damagedLines++;
                }
            }
        }
    }

    private static boolean parse(String text, double[] into) {
        int at = 0;
        try {
            for (int i = 0; i < into.length; i++) {
                int comma = text.indexOf(',', at);
                if (comma < 0 && i < into.length - 1) {
                    return false;
                }
                into[i] = Double.parseDouble(comma < 0 ? text.substring(at) : text.substring(at, comma));
                at = comma + 1;
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void list(Path folder, String pattern, List<Path> into) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                if (into.size() < MAX_FRAMES) {
                    into.add(file);
                }
            }
        }
    }

    Track track() {
        return track;
    }

    /** In the order of their names. */
    List<Path> frames() {
        return frames;
    }

    /** When a frame was taken; NaN when it is not known. */
    double time(Path frame) {
        String name = frame.getFileName().toString();
        try {
            return times.getOrDefault(Integer.parseInt(name.substring(0, name.length() - 4)), Double.NaN);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    int images() {
        return images;
    }

    /** Whether y rises to north. */
    boolean northUp() {
        return northUp;
    }

    int damagedLines() {
        return damagedLines;
    }
}

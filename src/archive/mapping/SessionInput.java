package depot.archive.mapping;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

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
 * Lines and frames that are damaged are left out and counted. Frames are known by their numbers alone, and where there are more than
 * fit, each second, third … number is taken. One thread.
 */
final class SessionInput {
    private static final String NORTH_UP = "north-up";
    private static final String FRAME = ".pcd";
    private static final int MAX_DIGITS = 9; // of a frame's number
    static final int FRAME_BYTES = Long.BYTES + Double.BYTES;

    private final Path lidar;
    private final Track track;
    private long[] frames = {}; // number and digits of each name, sorted
    private double[] times = {}; // of each frame; NaN where it is not known
    private int stride = 1;
    private long left;
    private int otherNames;
    private int images;
    private boolean northUp;
    private int damagedLines;

    private SessionInput(Path session, JobLimits limits) {
        lidar = session.resolve("lidar");
        track = new Track(limits.poses());
    }

    static SessionInput read(Path session, JobLimits limits) throws IOException {
        SessionInput input = new SessionInput(session, limits);
        input.lines(session.resolve("poses.csv"), 8, input::pose);
        input.track.sort();
        input.listFrames(limits.frames());
        input.lines(input.lidar.resolve("timestamps.csv"), 2, input::time);
        each(session.resolve("camera"), "*.jpg", name -> input.images++);
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

    /** Is given the name of a file. */
    private interface Name {
        void of(String name);
    }

    private static void each(Path folder, String pattern, Name name) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                name.of(file.getFileName().toString());
            }
        }
    }

    /** A frame's number with the digits that its name has; -1 where the name is no number. */
    private static long frame(String name) {
        int digits = name.length() - FRAME.length();
        if (digits < 1 || digits > MAX_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return packed(number, digits);
    }

    private static long packed(long number, int digits) {
        return number << 8 | digits;
    }

    private static long number(long frame) {
        return frame >> 8;
    }

    /** Counts them first, so that no more room is taken than they need. */
    private void listFrames(int most) throws IOException {
        int[] counted = {0};
        each(lidar, "*" + FRAME, name -> counted[0]++);
        stride = Math.max(1, (counted[0] + most - 1) / most);
        frames = new long[Math.min(counted[0], most)];
        int[] count = {0};
        each(lidar, "*" + FRAME, name -> {
            long frame = frame(name);
            if (frame < 0) {
                otherNames++;
            } else if (number(frame) % stride == 0 && count[0] < frames.length) {
                frames[count[0]++] = frame;
            } else {
                left++;
            }
        });
        frames = count[0] == frames.length ? frames : Arrays.copyOf(frames, count[0]);
        Arrays.sort(frames);
        times = new double[frames.length];
        Arrays.fill(times, Double.NaN);
    }

    private void time(double[] cells) {
        long number = (long) cells[0];
        if (number < 0) {
            return;
        }
        int at = Arrays.binarySearch(frames, packed(number, 0)); // before all of that number: no name has no digits
        for (int i = -at - 1; i < frames.length && number(frames[i]) == number; i++) {
            times[i] = cells[1];
        }
    }

    Track track() {
        return track;
    }

    /** How many there are, in the order of their numbers. */
    int frames() {
        return frames.length;
    }

    Path frame(int index) {
        int digits = (int) (frames[index] & 0xFF);
        return lidar.resolve(String.format(Locale.ROOT, "%0" + digits + "d", number(frames[index])) + FRAME);
    }

    /** When a frame was taken; NaN when it is not known. */
    double time(int index) {
        return times[index];
    }

    /** Of how many frames one is taken. */
    int stride() {
        return stride;
    }

    /** Frames that did not fit. */
    long leftFrames() {
        return left;
    }

    /** Frames whose names are no numbers, so that nothing says when they were taken. */
    int otherNames() {
        return otherNames;
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

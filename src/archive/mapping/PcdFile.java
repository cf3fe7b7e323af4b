package depot.archive.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The points of one frame in a PCD file (version 0.7, {@code DATA ascii}), of which x, y and z are read, in any order of fields.
 * Points with an invalid number are left out. Read in pieces. Reusable; one thread.
 */
final class PcdFile {
    private static final int MAX_BYTES = 64 * 1024 * 1024;
    /** What a recorder can put into one message of 16 MB; in a small heap an eighth of it. */
    private static final int MAX_POINTS = Math.clamp(Runtime.getRuntime().maxMemory() / 8 / 12, 100_000, 2_500_000);
    private static final List<String> FIELDS = List.of("x", "y", "z");

    private final byte[] piece = new byte[64 * 1024];
    private final int[] columns = new int[3];
    private boolean inPoints; // behind the head
    private float[] xyz = new float[3 * 1024];
    private int count;

    /** @throws IOException when it is no such file, or damaged */
    void read(Path file) throws IOException {
        count = 0;
        inPoints = false;
        fields(FIELDS);
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("it has more than " + MAX_BYTES + " bytes");
        }
        try (InputStream in = Files.newInputStream(file)) {
            int filled = 0;
            for (int more = 0; more >= 0; ) {
                more = in.read(piece, filled, piece.length - filled);
                filled += Math.max(more, 0);
                int at = lines(filled, more < 0);
                if (at == 0 && filled == piece.length) {
                    throw new IOException("a line is too long");
                }
                System.arraycopy(piece, at, piece, 0, filled - at);
                filled -= at;
            }
        }
        if (!inPoints) {
            throw new IOException("it has no points");
        }
    }

    /** Takes the whole lines of a piece. @param last whether what follows the last one is a line, too @return how far it came */
    private int lines(int filled, boolean last) throws IOException {
        int at = 0;
        while (at < filled) {
            int end = at;
            while (end < filled && piece[end] != '\n') {
                end++;
            }
            if (end == filled && !(last && inPoints)) {
                return last ? filled : at; // of a head that is cut, nothing counts
            }
            if (inPoints) {
                point(piece, at, end, columns);
            } else {
                head(new String(piece, at, Math.min(end - at, 1000), StandardCharsets.US_ASCII).strip());
            }
            at = Math.min(end + 1, filled);
        }
        return at;
    }

    private void head(String line) throws IOException {
        if (line.startsWith("FIELDS ")) {
            fields(Arrays.asList(line.substring(7).toLowerCase(Locale.ROOT).split(" +")));
        } else if (line.startsWith("DATA")) {
            if (!line.equals("DATA ascii")) {
                throw new IOException("its points are not text: " + line);
            }
            if (columns[0] < 0 || columns[1] < 0) {
                throw new IOException("it has no x and y");
            }
            inPoints = true;
        }
    }

    private void fields(List<String> names) {
        for (int axis = 0; axis < 3; axis++) {
            columns[axis] = names.indexOf(FIELDS.get(axis));
        }
    }

    private void point(byte[] bytes, int from, int end, int[] columns) throws IOException {
        double[] found = {Double.NaN, Double.NaN, columns[2] < 0 ? 0 : Double.NaN};
        int at = from;
        int column = 0;
        while (at < end) {
            while (at < end && bytes[at] <= ' ') {
                at++;
            }
            int begin = at;
            while (at < end && bytes[at] > ' ') {
                at++;
            }
            if (begin == at) {
                break;
            }
            for (int axis = 0; axis < 3; axis++) {
                if (columns[axis] == column) {
                    found[axis] = number(bytes, begin, at);
                }
            }
            column++;
        }
        if (column == 0) {
            return;
        }
        if (Double.isFinite(found[0]) && Double.isFinite(found[1]) && Double.isFinite(found[2])) {
            if (3 * (count + 1) > xyz.length) {
                if (count >= MAX_POINTS) {
                    throw new IOException("it has more than " + count + " points");
                }
                xyz = Arrays.copyOf(xyz, 3 * Math.min(MAX_POINTS, count + count / 2));
            }
            xyz[3 * count] = (float) found[0];
            xyz[3 * count + 1] = (float) found[1];
            xyz[3 * count + 2] = (float) found[2];
            count++;
        }
    }

    /** Plain decimals by hand, as most are; anything else by the JDK. */
    private static double number(byte[] bytes, int from, int end) throws IOException {
        int at = from;
        boolean negative = at < end && bytes[at] == '-';
        at += negative ? 1 : 0;
        long digits = 0;
        int behind = -1;
        int places = 0;
        for (; at < end && places < 17; at++) {
            byte b = bytes[at];
            if (b == '.' && behind < 0) {
                behind = 0;
            } else if (b >= '0' && b <= '9') {
                digits = digits * 10 + b - '0';
                places++;
                behind += behind >= 0 ? 1 : 0;
            } else {
                break;
            }
        }
        if (at == end && places > 0) {
            double value = digits / POWERS[Math.max(behind, 0)];
            return negative ? -value : value;
        }
        String text = new String(bytes, from, end - from, StandardCharsets.US_ASCII);
        if (text.toLowerCase(Locale.ROOT).endsWith("nan")) { // as PCL writes a ray that came from nowhere
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IOException("a point with an invalid number");
        }
    }

    private static final double[] POWERS = new double[18];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = Math.pow(10, i);
        }
    }

    int count() {
        return count;
    }

    float x(int index) {
        return xyz[3 * index];
    }

    float y(int index) {
        return xyz[3 * index + 1];
    }

    float z(int index) {
        return xyz[3 * index + 2];
    }
}

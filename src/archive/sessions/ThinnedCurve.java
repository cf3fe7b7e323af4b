package depot.archive.sessions;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** A curve of any length in bounded memory: the lowest and highest of each of some hundred equal counts of values. One thread. */
final class ThinnedCurve {
    private static final int MAX_PIECES = 512;

    private final long[] times = new long[MAX_PIECES];
    private final double[] lowest = new double[MAX_PIECES];
    private final double[] highest = new double[MAX_PIECES];
    private int pieces;
    private int inPiece; // values in the last one
    private int perPiece = 1;
    private int count;
    private long last = Long.MIN_VALUE;

    void add(long nanos, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        if (nanos != last) {
            count++;
            last = nanos;
        }
        if (pieces == 0 || inPiece == perPiece) {
            if (pieces == MAX_PIECES) {
                halve();
            }
            times[pieces] = nanos;
            lowest[pieces] = value;
            highest[pieces++] = value;
            inPiece = 1;
            return;
        }
        lowest[pieces - 1] = Math.min(lowest[pieces - 1], value);
        highest[pieces - 1] = Math.max(highest[pieces - 1], value);
        inPiece++;
    }

    private void halve() {
        for (int i = 0; i < MAX_PIECES / 2; i++) {
            times[i] = times[2 * i];
            lowest[i] = Math.min(lowest[2 * i], lowest[2 * i + 1]);
            highest[i] = Math.max(highest[2 * i], highest[2 * i + 1]);
        }
        pieces = MAX_PIECES / 2;
        perPiece *= 2;
    }

    /** Values of different times. */
    int count() {
        return count;
    }

    /** {@code [[seconds, lowest, highest], …]}. */
    void write(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < pieces; i++) {
            json.writeStartArray();
            json.writeNumber(Math.round(times[i] / 1e6) / 1e3);
            json.writeNumber((float) lowest[i]);
            json.writeNumber((float) highest[i]);
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}

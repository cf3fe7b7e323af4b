package depot.discovery.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.memory.OutputBudget;
import java.io.IOException;
import java.util.Arrays;

/** Positions of a rover, in columns, as there may be many; filled by one thread, then read by any. */
final class PositionList {
    static final int MOST = 200_000;
    private static final int FIRST = 64;
    private static final int BYTES_EACH = 28 + 8; // and what they are put in order by
    private static final int INDEX_BITS = 18; // of MOST

    private final OutputBudget.Room room;
    private long[] nanos = new long[0];
    private double[] latitudes = new double[0];
    private double[] longitudes = new double[0];
    private float[] accuracies = new float[0];
    private long[] order = new long[0]; // microseconds since the first time, and behind them the index
    private int size;

    /** @param room what they take is charged to it, first */
    PositionList(OutputBudget.Room room) {
        this.room = room;
    }

    boolean isFull() {
        return size == MOST;
    }

    /** @throws OutputBudget.Full when there is no room for more */
    void add(long atNanos, double latitude, double longitude, float accuracy) throws OutputBudget.Full {
        if (size == nanos.length) {
            grow(Math.min(MOST, Math.max(FIRST, size * 2)));
        }
        nanos[size] = atNanos;
        latitudes[size] = latitude;
        longitudes[size] = longitude;
        accuracies[size] = accuracy;
        size++;
    }

    private void grow(int most) throws OutputBudget.Full {
        room.use((long) (most - size) * BYTES_EACH);
        nanos = Arrays.copyOf(nanos, most);
        latitudes = Arrays.copyOf(latitudes, most);
        longitudes = Arrays.copyOf(longitudes, most);
        accuracies = Arrays.copyOf(accuracies, most);
    }

    /** Puts them in the order of time, when all are in. @param firstNanos none is before */
    void sort(long firstNanos) {
        order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = ((nanos[i] - firstNanos) / 1000 << INDEX_BITS) | i;
        }
        Arrays.sort(order);
    }

    /** {@code {"positions":[milliseconds, latitude, longitude, accuracy, …]}}; an accuracy of 0 is not known. */
    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("positions");
        for (long each : order) {
            int i = (int) (each & ((1 << INDEX_BITS) - 1));
            // by parts: a double has not the digits for nanoseconds since 1970
            json.writeNumber(nanos[i] / 1_000_000 + nanos[i] % 1_000_000 / 1e6);
            json.writeNumber(latitudes[i]);
            json.writeNumber(longitudes[i]);
            json.writeNumber(Float.isNaN(accuracies[i]) ? 0 : (double) accuracies[i]);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}

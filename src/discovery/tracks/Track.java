package depot.discovery.tracks;

import depot.common.memory.OutputBudget;
import java.util.Arrays;
import java.util.OptionalLong;

/** A part of one rover's track, in columns, as there may be many points; filled by one thread, then read by any. */
final class Track {
    static final int BYTES_PER_POINT = 29;
    /** What one takes that has no points yet: the object, the heads of its columns, and its place in a list. */
    static final int FIXED_BYTES = 200;
    private static final int FIRST = 4; // of ten thousand rovers most have few

    final String rover;
    final OptionalLong sinceMillis;
    private final OutputBudget.Room room;
    private long[] millis = new long[0];
    private double[] latitudes = new double[0];
    private double[] longitudes = new double[0];
    private float[] accuracies = new float[0];
    private boolean[] begins = new boolean[0];
    private int size;

    /**
     * @param sinceMillis when what is kept of it at all begins
     * @param room what its points are charged to; {@link #FIXED_BYTES} are the caller's to charge
     */
    Track(String rover, OptionalLong sinceMillis, OutputBudget.Room room) {
        this.rover = rover;
        this.sinceMillis = sinceMillis;
        this.room = room;
    }

    /** @throws OutputBudget.Full when there is no room for more */
    void add(TrackPoint point) throws OutputBudget.Full {
        if (size == millis.length) {
            resize(Math.max(FIRST, size * 2));
        }
        millis[size] = point.millis();
        latitudes[size] = point.latitude();
        longitudes[size] = point.longitude();
        accuracies[size] = point.accuracyMetres();
        begins[size] = point.begins();
        size++;
    }

    /** Gives back what was not needed, when all are in. */
    void trim() throws OutputBudget.Full {
        if (size < millis.length) {
            resize(size);
        }
    }

    private void resize(int points) throws OutputBudget.Full {
        room.use((long) (points - millis.length) * BYTES_PER_POINT);
        millis = Arrays.copyOf(millis, points);
        latitudes = Arrays.copyOf(latitudes, points);
        longitudes = Arrays.copyOf(longitudes, points);
        accuracies = Arrays.copyOf(accuracies, points);
        begins = Arrays.copyOf(begins, points);
    }

    int size() {
        return size;
    }

    TrackPoint point(int index) {
        return new TrackPoint(millis[index], latitudes[index], longitudes[index], accuracies[index], begins[index]);
    }

    /** Where the line ends that has its first point there: the index after its last. */
    int endOfLine(int first) {
        int end = first + 1;
        while (end < size && !begins[end]) {
            end++;
        }
        return end;
    }
}

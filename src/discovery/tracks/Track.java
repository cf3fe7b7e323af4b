package depot.discovery.tracks;

import java.util.Arrays;
import java.util.OptionalLong;

/** A part of one rover's track, in columns, as there may be many points; filled by one thread, then read by any. */
final class Track {
    static final int BYTES_PER_POINT = 29;
    private static final int FIRST = 256;

    final String rover;
    final OptionalLong sinceMillis;
    private long[] millis = new long[FIRST];
    private double[] latitudes = new double[FIRST];
    private double[] longitudes = new double[FIRST];
    private float[] accuracies = new float[FIRST];
    private boolean[] begins = new boolean[FIRST];
    private int size;

    /** @param sinceMillis when what is kept of it at all begins */
    Track(String rover, OptionalLong sinceMillis) {
        this.rover = rover;
        this.sinceMillis = sinceMillis;
    }

    void add(TrackPoint point) {
        if (size == millis.length) {
            int room = size * 2;
            millis = Arrays.copyOf(millis, room);
            latitudes = Arrays.copyOf(latitudes, room);
            longitudes = Arrays.copyOf(longitudes, room);
            accuracies = Arrays.copyOf(accuracies, room);
            begins = Arrays.copyOf(begins, room);
        }
        millis[size] = point.millis();
        latitudes[size] = point.latitude();
        longitudes[size] = point.longitude();
        accuracies[size] = point.accuracyMetres();
        begins[size] = point.begins();
        size++;
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

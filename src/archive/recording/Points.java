package depot.archive.recording;

import static depot.archive.recording.LittleEndian.f32;
import static depot.archive.recording.LittleEndian.f64;

/** The points of one scan, in metres in the rover's frame. Valid during the call that shows it; nothing is copied. */
public final class Points {
    private byte[] bytes;
    private int at;
    private int count;
    private int dimensions;
    private int width;

    void set(byte[] bytes, int at, int count, int dimensions, int width) {
        this.bytes = bytes;
        this.at = at;
        this.count = count;
        this.dimensions = dimensions;
        this.width = width;
    }

    public int count() {
        return count;
    }

    /** Whether points have a height; else it is zero. */
    public boolean is3D() {
        return dimensions == 3;
    }

    public double x(int index) {
        return value(index, 0);
    }

    public double y(int index) {
        return value(index, 1);
    }

    public double z(int index) {
        return dimensions == 3 ? value(index, 2) : 0;
    }

    private double value(int index, int axis) {
        int position = at + (java.util.Objects.checkIndex(index, count) * dimensions + axis) * width;
        return width == 4 ? f32(bytes, position) : f64(bytes, position);
    }
}

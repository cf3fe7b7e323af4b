package depot.gnss.frames;

import java.util.Arrays;
import java.util.Objects;

/**
 * One whole frame whose checksum is right, leader and checksum included.
 *
 * <p>A framer has one frame object, a window on its buffer that it moves from frame to frame: what a {@link FrameSink}
 * is given is valid until the sink returns, and only on that thread. Decoders read it then and keep nothing of it. Who
 * wants to keep it takes its bytes ({@link #bytes()}, a copy) or {@link #keep()}, a frame with bytes of its own that never
 * changes and may be handed to any thread.
 */
public final class Frame {
    private Protocol protocol;
    private byte[] buffer;
    private int start;
    private int length;
    private long position;

    Frame() {}

    private Frame(Protocol protocol, byte[] bytes, long position) {
        moveTo(protocol, bytes, 0, bytes.length, position);
    }

    void moveTo(Protocol newProtocol, byte[] newBuffer, int newStart, int newLength, long newPosition) {
        protocol = newProtocol;
        buffer = newBuffer;
        start = newStart;
        length = newLength;
        position = newPosition;
    }

    public Protocol protocol() {
        return protocol;
    }

    /** In bytes; at least that of the protocol's empty frame. */
    public int length() {
        return length;
    }

    /** The position of its first byte in the stream, from 0. */
    public long position() {
        return position;
    }

    /**
     * The unsigned byte at an index from 0.
     *
     * @throws IndexOutOfBoundsException which is the caller's bug: lengths are checked first
     */
    public int u1(int index) {
        return buffer[start + Objects.checkIndex(index, length)] & 0xFF;
    }

    /** A copy of the whole frame, ready to be sent on. */
    public byte[] bytes() {
        return Arrays.copyOfRange(buffer, start, start + length);
    }

    public Frame keep() {
        return new Frame(protocol, bytes(), position);
    }

    @Override
    public String toString() {
        return protocol + " frame of " + length + " bytes at " + position;
    }
}

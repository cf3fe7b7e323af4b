package depot.gnss.frames;

import java.util.Objects;

/**
 * Finds NMEA, UBX and RTCM 3 frames in one stream of bytes that comes in pieces of any size.
 *
 * <pre>
 *   bytes in:   ..x $GNGGA...*5F CR LF  B5 62 01 07 ...  D3 00 13 ...  D3 00 .
 *                 |  NMEA               UBX              RTCM 3        waits for more
 *                 skipped
 * </pre>
 *
 * It reads from left to right, and finds the same frames however the stream is cut into pieces. Where a leader begins no
 * frame, or one whose checksum is wrong, one byte is skipped and the search goes on at the next, so that a frame inside a
 * damaged one is found. A frame is passed on as soon as its last byte has come, a sentence with its LF.
 *
 * <p>One thread. Memory is one buffer, and nothing is allocated for a frame. A damaged length can hold back what follows
 * until that many bytes came: up to 8,200 for UBX, 1,029 for RTCM 3; {@link #end()} releases it. Streams made to slow the
 * search down, with false leaders close together, still pass at over a MB/s. An exception of the sink goes to the caller of
 * {@link #accept}: the frame counts as delivered, the rest of the piece is lost, and the framer can still be used.
 */
public final class Framer {
    /** Several times the longest frame, so that what waits is seldom moved. */
    private static final int BUFFER = 4 * UbxFraming.MAX_LENGTH;
    private static final int PROTOCOLS = Protocol.values().length;
    /** For each byte, the protocol whose leader it is, or null. */
    private static final Protocol[] LEADERS = leaders();

    private final FrameSink sink;
    private final Frame frame = new Frame();
    private final NmeaFraming nmea = new NmeaFraming();
    private final byte[] buffer = new byte[BUFFER];
    private int start; // of what is not decided yet
    private int end;

    private long taken;
    private long skipped;
    private final long[] frames = new long[PROTOCOLS];
    private final long[] frameBytes = new long[PROTOCOLS];
    private final long[] failures = new long[PROTOCOLS];

    public Framer(FrameSink sink) {
        this.sink = Objects.requireNonNull(sink);
    }

    public void accept(byte[] bytes) {
        accept(bytes, 0, bytes.length);
    }

    /** The next piece of the stream. The bytes are copied. */
    public void accept(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int to = offset + length;
        for (int at = offset; at < to; ) {
            makeRoom();
            int count = Math.min(to - at, BUFFER - end);
            System.arraycopy(bytes, at, buffer, end, count);
            at += count;
            end += count;
            taken += count;
            scan(false);
        }
    }

    /**
     * The stream has ended, or a new one begins: what waits for more is searched for whole frames, and the rest is skipped.
     * Positions and counts go on.
     */
    public void end() {
        scan(true);
    }

    /** As of now, on the feeding thread. */
    public FramerCounts counts() {
        return new FramerCounts(taken, skipped, end - start, of(Protocol.NMEA), of(Protocol.UBX), of(Protocol.RTCM3));
    }

    private FramerCounts.Of of(Protocol protocol) {
        int p = protocol.ordinal();
        return new FramerCounts.Of(frames[p], frameBytes[p], failures[p]);
    }

    private static Protocol[] leaders() {
        Protocol[] leaders = new Protocol[256];
        leaders['$'] = Protocol.NMEA;
        leaders['!'] = Protocol.NMEA;
        leaders[UbxFraming.SYNC_1 & 0xFF] = Protocol.UBX;
        leaders[RtcmFraming.PREAMBLE & 0xFF] = Protocol.RTCM3;
        return leaders;
    }

    private void makeRoom() {
        if (start == end) {
            start = 0;
            end = 0;
        } else if (end == BUFFER) {
            // A candidate never fills the buffer: the longest frame is a quarter of it.
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
    }

    private void scan(boolean last) {
        while (start < end) {
            Protocol protocol = LEADERS[buffer[start] & 0xFF];
            if (protocol == null) {
                skipToLeader();
                continue;
            }
            int match = switch (protocol) {
                case NMEA -> nmea.match(buffer, start, end, last);
                case UBX -> UbxFraming.match(buffer, start, end);
                case RTCM3 -> RtcmFraming.match(buffer, start, end);
            };
            if (match > 0) {
                deliver(protocol, match);
            } else if (match == Match.MORE && !last) {
                return;
            } else {
                if (match == Match.DAMAGED) {
                    failures[protocol.ordinal()]++;
                }
                start++;
                skipped++;
            }
        }
    }

    private void skipToLeader() {
        int at = start;
        while (at < end && LEADERS[buffer[at] & 0xFF] == null) {
            at++;
        }
        skipped += at - start;
        start = at;
    }

    private void deliver(Protocol protocol, int length) {
        frame.moveTo(protocol, buffer, start, length, taken - (end - start));
        frames[protocol.ordinal()]++;
        frameBytes[protocol.ordinal()] += length;
        start += length;
        sink.frame(frame);
    }
}

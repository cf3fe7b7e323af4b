package depot.archive.store;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which bytes of an upload are there. Clients that send pieces at once may send them out of order, by as many as they have under way
 * (rclone: 64 pieces, 16 MB at most). More than that is no upload: a file that is mostly gap costs its client nothing, and every reader
 * hours.
 *
 * <p>The upload's thread; {@link #solid} any.
 */
final class Received {
    /** How far beyond what is there without a gap a piece may begin, in bytes. */
    static final long MAX_AHEAD = 64L * 1024 * 1024;
    /** Pieces beyond a gap. */
    static final int MAX_PIECES = 256;

    private final TreeMap<Long, Long> ahead = new TreeMap<>(); // ends by starts, beyond a gap; none touches another
    private volatile long solid; // written by the upload's thread

    /** Bytes from the file's beginning on without a gap. */
    long solid() {
        return solid;
    }

    boolean hasGap() {
        return !ahead.isEmpty();
    }

    /** Whether a piece that begins there may be written. */
    boolean takes(long start) {
        return start <= solid || start - solid <= MAX_AHEAD && (ahead.size() < MAX_PIECES || ahead.floorEntry(start) instanceof
                Map.Entry<Long, Long> before && before.getValue() >= start);
    }

    /** Bytes that are there now. */
    void add(long start, long end) {
        if (start > solid) {
            long from = start;
            long to = end;
            for (Map.Entry<Long, Long> near = ahead.floorEntry(to); near != null && near.getValue() >= from; near = ahead.floorEntry(to)) {
                from = Math.min(from, near.getKey());
                to = Math.max(to, near.getValue());
                ahead.remove(near.getKey());
            }
            ahead.put(from, to);
            return;
        }
        long reached = Math.max(solid, end);
        while (!ahead.isEmpty() && ahead.firstKey() <= reached) {
            reached = Math.max(reached, ahead.pollFirstEntry().getValue());
        }
        solid = reached;
    }

    /** What is beyond a length is not there any more. */
    void cut(long length) {
        ahead.tailMap(length, true).clear();
        if (!ahead.isEmpty()) {
            ahead.computeIfPresent(ahead.lastKey(), (start, end) -> Math.min(end, length));
        }
        solid = Math.min(solid, length);
    }
}

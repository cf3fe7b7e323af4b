package depot.discovery.tracks;

import depot.common.GuardedBy;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All rovers' tracks in the segments of one folder, {@code DATA_DIR/tracks/NUMBER}, numbered in the order in which they began. The oldest
 * are removed where a rover has more than {@link #MOST_OF_A_ROVER}, or all take more than they may. Age goes by number, never by a clock,
 * so that setting a clock removes nothing.
 *
 * <p>One thread calls {@link #load} and {@link #append}; any thread may call the rest.
 */
final class TrackStore {
    /** Segments: more than 86,400 records, a whole day of one each second. */
    static final int MOST_OF_A_ROVER = 44;
    private static final String NAME = "[0-9a-f]{16}";
    private static final long BACK_MILLIS = 5000; // a clock that was set back by less than this; such points get the time of the last one

    private final Path folder;
    private final long maxBytes;
    @GuardedBy("this") private final TreeMap<Long, TrackSegment> segments = new TreeMap<>();
    @GuardedBy("this") private final Map<String, TreeMap<Long, TrackSegment>> ofRovers = new HashMap<>();
    @GuardedBy("this") private long bytes;
    private long next; // the one thread's

    /**
     * @param count its records when it was looked up
     * @param estimate how many of them are of the time that was asked for, as if they lay evenly in it
     */
    record Piece(Path file, int count, long estimate) {}

    TrackStore(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /** Learns what is there; what is no segment of ours is left alone, one that is broken is removed. */
    void load() throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.matches(NAME)) {
                    long number = Long.parseUnsignedLong(name, 16);
                    Optional<TrackSegment> segment = TrackSegment.open(file, number);
                    if (segment.isPresent()) {
                        add(segment.get());
                        next = Math.max(next, number + 1);
                    } else {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
        makeRoom(null);
    }

    private synchronized void add(TrackSegment segment) {
        segments.put(segment.number, segment);
        ofRovers.computeIfAbsent(segment.rover, id -> new TreeMap<>()).put(segment.number, segment);
        bytes += segment.diskBytes();
    }

    /** Appends to a rover's track. */
    void append(String rover, List<TrackPoint> points) throws IOException {
        if (!TrackSegment.fits(rover)) {
            return;
        }
        List<TrackPoint> batch = new ArrayList<>();
        TrackSegment current = newest(rover);
        int room = current == null ? 0 : TrackSegment.RECORDS - current.records;
        long last = current == null ? 0 : current.lastMillis;
        for (TrackPoint point : points) {
            if (room == 0 || point.millis() < last - BACK_MILLIS) {
                write(current, batch);
                current = new TrackSegment(folder.resolve(String.format("%016x", next)), next, rover);
                next++;
                room = TrackSegment.RECORDS;
                last = point.millis();
            }
            last = Math.max(last, point.millis());
            batch.add(point.at(last));
            room--;
        }
        write(current, batch);
    }

    private synchronized TrackSegment newest(String rover) {
        TreeMap<Long, TrackSegment> own = ofRovers.get(rover);
        return own == null ? null : own.lastEntry().getValue();
    }

    private void write(TrackSegment segment, List<TrackPoint> batch) throws IOException {
        if (segment == null || batch.isEmpty()) {
            return;
        }
        segment.write(batch);
        synchronized (this) {
            if (segment.records == 0) {
                segment.firstMillis = batch.getFirst().millis();
                add(segment);
            }
            bytes -= segment.diskBytes();
            segment.records += batch.size();
            segment.lastMillis = batch.getLast().millis();
            bytes += segment.diskBytes();
        }
        batch.clear();
        makeRoom(segment);
    }

    /** Removes the oldest until all bounds hold. @param written stays; null for none */
    private void makeRoom(TrackSegment written) throws IOException {
        for (TrackSegment oldest; (oldest = tooMuch(written)) != null; ) {
            Files.deleteIfExists(oldest.file);
        }
    }

    private synchronized TrackSegment tooMuch(TrackSegment written) {
        TreeMap<Long, TrackSegment> own = written == null ? null : ofRovers.get(written.rover);
        if (own != null && own.size() > MOST_OF_A_ROVER) {
            return drop(own.firstEntry().getValue());
        }
        if (bytes <= maxBytes) {
            return null;
        }
        TrackSegment newest = null; // of the rest, in case that no rover has another
        for (TrackSegment each : segments.values()) {
            if (each != ofRovers.get(each.rover).lastEntry().getValue()) {
                return drop(each);
            }
            newest = newest == null && each != written ? each : newest;
        }
        return newest == null ? null : drop(newest);
    }

    @GuardedBy("this")
    private TrackSegment drop(TrackSegment segment) {
        segments.remove(segment.number);
        TreeMap<Long, TrackSegment> own = ofRovers.get(segment.rover);
        own.remove(segment.number);
        if (own.isEmpty()) {
            ofRovers.remove(segment.rover);
        }
        bytes -= segment.diskBytes();
        return segment;
    }

    /** Those pieces of a rover's track, in the order in which they were heard, that have something of between two times. */
    synchronized List<Piece> pieces(String rover, long fromMillis, long toMillis) {
        List<Piece> pieces = new ArrayList<>();
        for (TrackSegment each : ofRovers.getOrDefault(rover, new TreeMap<>()).values()) {
            if (each.lastMillis >= fromMillis && each.firstMillis <= toMillis) {
                double part = (double) (Math.min(each.lastMillis, toMillis) - Math.max(each.firstMillis, fromMillis))
                        / Math.max(1, each.lastMillis - each.firstMillis);
                pieces.add(new Piece(each.file, each.records, 1 + (long) (each.records * part)));
            }
        }
        return pieces;
    }

    /** When what is kept of a rover's track begins, by the clock of then; empty where there is none. */
    synchronized Optional<Long> since(String rover) {
        return Optional.ofNullable(ofRovers.get(rover)).map(own -> own.firstEntry().getValue().firstMillis);
    }

    /** The rovers that have tracks, by id. */
    synchronized List<String> rovers() {
        return ofRovers.keySet().stream().sorted().toList();
    }

    /** What all take on the disk. */
    synchronized long bytes() {
        return bytes;
    }
}

package depot.discovery.tracks;

import depot.common.memory.OutputBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads the tracks that a client asks for. Where there are more points than asked for, the same share of each rover's is left out, but no
 * line's ends; only for a track in very many pieces, the newest pieces are left out. Any thread that may wait for the disk.
 */
final class TrackReader {
    private static final int LEAST_OF_A_ROVER = 64; // points
    private static final int MORE_THAN_ESTIMATED = 4;

    private final TrackStore store;
    private final TrackQuery query;
    private final OutputBudget.Room room;
    private boolean complete = true;

    /** @param complete whether nothing was left out */
    record Answer(List<Track> tracks, boolean complete) {}

    private TrackReader(TrackStore store, TrackQuery query, OutputBudget.Room room) {
        this.store = store;
        this.query = query;
        this.room = room;
    }

    /** @param room what is read is charged to it, first. @throws OutputBudget.Full when there is no room for it */
    static Answer read(TrackStore store, List<String> rovers, TrackQuery query, OutputBudget.Room room) throws IOException {
        return new TrackReader(store, query, room).read(rovers);
    }

    private Answer read(List<String> rovers) throws IOException {
        room.use((long) rovers.size() * Track.FIXED_BYTES);
        long all = 0;
        for (String rover : rovers) {
            all += estimate(pieces(rover));
        }
        int step = (int) Math.max(1, (all + query.points() - 1) / query.points());
        List<Track> tracks = new ArrayList<>(rovers.size());
        for (String rover : rovers) {
            tracks.add(read(rover, step));
        }
        return new Answer(tracks, complete);
    }

    private List<TrackStore.Piece> pieces(String rover) {
        return store.pieces(rover, query.fromMillis(), query.toMillis());
    }

    private static long estimate(List<TrackStore.Piece> pieces) {
        return pieces.stream().mapToLong(TrackStore.Piece::estimate).sum();
    }

    private Track read(String rover, int step) throws IOException {
        Track track = new Track(rover, store.since(rover).map(OptionalLong::of).orElse(OptionalLong.empty()), room);
        List<TrackStore.Piece> pieces = pieces(rover);
        long most = Math.max(LEAST_OF_A_ROVER, MORE_THAN_ESTIMATED * (estimate(pieces) / step + 1));
        TrackPoint passed = null; // the last one left out, which is kept if its line ends there
        boolean outside = false; // the one before was of another time
        int since = 0;
        for (TrackStore.Piece piece : pieces) {
            for (TrackPoint each : TrackSegment.read(piece.file(), piece.count())) {
                if (!query.has(each)) {
                    outside = true;
                    continue;
                }
                TrackPoint point = outside && track.size() > 0 ? each.beginning() : each;
                outside = false;
                if (point.begins() && passed != null) {
                    add(track, passed, most);
                }
                if (point.begins() || ++since >= step || track.size() == 0) {
                    add(track, point, most);
                    passed = null;
                    since = 0;
                } else {
                    passed = point;
                    complete = false;
                }
            }
        }
        if (passed != null) {
            add(track, passed, most);
        }
        track.trim();
        return track;
    }

    private void add(Track track, TrackPoint point, long most) throws OutputBudget.Full {
        if (track.size() < most) {
            track.add(point);
        } else {
            complete = false;
        }
    }
}

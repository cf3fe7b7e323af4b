package depot.archive.sessions;

import depot.recordings.GpsBounds;
import depot.recordings.RecordingChannel;
import depot.recordings.SessionSummary;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A session as it was when last read. Immutable.
 *
 * @param roverId what its recorder calls the rover
 * @param startedAt by the rover's clock
 * @param recording empty where there is none
 * @param isFolder whether it is a folder of frames (poses.csv, lidar/), as older recorders wrote
 * @param summary what its recording was found to hold; empty before it was read
 * @param unreadable why it cannot be read
 */
public record KnownSession(UUID id, SessionPlace place, String roverId, Instant startedAt, Optional<Instant> endedAt,
        Optional<GpsBounds> gpsBounds, int lidarFrames, int cameraFrames, Optional<RecordingChannel.Stamp> recording, boolean isFolder,
        Optional<Facts> summary, Optional<String> unreadable) {

    /**
     * What is kept in mind of a summary.
     *
     * @param recordingBytes of the recording that was read
     */
    public record Facts(long recordingBytes, Optional<Instant> startedAt, Optional<Instant> endedAt, Optional<GpsBounds> gpsBounds,
            int poses, double distanceMetres, int lidarFrames, long lidarPoints, int cameraFrames, Optional<String> fault) {
        static Facts of(SessionSummary summary) {
            return new Facts(summary.recordingBytes(), summary.startedAt(), summary.endedAt(), summary.gpsBounds(), summary.poses(),
                    summary.distanceMetres(), summary.lidarFrames(), summary.lidarPoints(), summary.cameraFrames(), summary.fault());
        }
    }

    /** Whether all that is there was read. */
    public boolean isRead() {
        return isFolder || summary.isPresent() || unreadable.isPresent();
    }
}

package depot.archive.mapping;

/**
 * How much of one job fits in memory: all of its poses and all of its frames' times and places are held at once, beside the square
 * under way. Immutable.
 *
 * @param poses more are thinned
 * @param frames more are thinned
 */
public record JobLimits(int poses, int frames) {
    private static final int LEAST = 10_000;
    private static final int MOST_POSES = 4_000_000;
    private static final int MOST_FRAMES = 999_999; // six digits sort by name
    private static final int POSES_SHARE = 8; // an eighth of the heap
    private static final int FRAMES_SHARE = 12;

    /** @param heapBytes that the process may have; archive's SFTP, which has the same heap, needs its own share */
    static JobLimits of(long heapBytes) {
        return new JobLimits(Math.clamp(heapBytes / POSES_SHARE / Track.POSE_BYTES, LEAST, MOST_POSES),
                Math.clamp(heapBytes / FRAMES_SHARE / (SessionInput.FRAME_BYTES + Frames.FRAME_BYTES), LEAST, MOST_FRAMES));
    }

    public static JobLimits ofThisProcess() {
        return of(Runtime.getRuntime().maxMemory());
    }
}

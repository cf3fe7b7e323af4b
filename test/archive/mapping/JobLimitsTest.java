package depot.archive.mapping;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is in memory of a job leaves room for the squares, and for SFTP. */
class JobLimitsTest {
    private static final int MEGABYTE = 1024 * 1024;
    private static final int SESSIONS = 24;
    private static final int SECONDS = 36 * 60; // of each

    @Test
    void anOrdinaryJobFitsInTheHeapThatComposeGives() {
        JobLimits limits = JobLimits.of(192L * MEGABYTE);
        assertTrue(limits.poses() >= SESSIONS * SECONDS * 10, limits + ": ten poses a second");
        assertTrue(limits.frames() >= SESSIONS * SECONDS * 10, limits + ": ten scans a second");
    }

    @Test
    void itTakesLessThanAQuarterOfAnyHeap() {
        for (int megabytes = 40; megabytes <= 4096; megabytes *= 2) {
            JobLimits limits = JobLimits.of((long) megabytes * MEGABYTE);
            long bytes = (long) limits.poses() * Track.POSE_BYTES
                    + (long) limits.frames() * (SessionInput.FRAME_BYTES + Frames.FRAME_BYTES);
            assertTrue(bytes < megabytes * (MEGABYTE / 4L), limits + " take " + bytes);
        }
    }
}

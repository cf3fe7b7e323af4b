package depot.archive.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Poses that are more than fit are thinned, and what is between them is still where it was. */
class TrackTest {
    private static final int MOST = 10_000;
    private static final double SPEED = 1.5; // metres a second

    private static void add(Track track, double time) {
        double half = time / 200; // radians: a slow turn
        track.add(time, 50_000 + SPEED * time, -SPEED * time, 0, 0, 0, Math.sin(half), Math.cos(half));
    }

    private static void check(Track track, double time) {
        Track.Pose pose = new Track.Pose();
        assertTrue(track.at(time, pose), "at " + time);
        assertEquals(50_000 + SPEED * time, pose.x, 0.01);
        assertEquals(-SPEED * time, pose.y, 0.01);
        assertEquals(Math.cos(time / 100), pose.turn[0], 1e-4);
        assertEquals(Math.sin(time / 100), pose.turn[3], 1e-4);
    }

    @Test
    void anHourAtTwentyAHertzFitsInTenThousandPoses() {
        Track track = new Track(MOST);
        for (int i = 0; i <= 72_000; i++) {
            add(track, i / 20.0);
            assertTrue(track.count() <= MOST);
        }
        track.sort();
        assertTrue(track.isThinned());
        assertEquals(0, track.left());
        assertTrue(track.count() > MOST / 3 && track.step() <= 1, track.count() + " poses, " + track.step() + " s apart");
        for (double time = 0.03; time < 3600; time += 7.7) {
            check(track, time);
        }
    }

    @Test
    void whatFitsIsNotThinned() {
        Track track = new Track(MOST);
        for (int i = 0; i < MOST; i++) {
            add(track, i / 20.0);
        }
        assertFalse(track.isThinned());
        assertEquals(MOST, track.count());
    }

    /** The rover's clock stepped back, more than once, and far more poses than a piece has. */
    @Test
    void posesInAnyOrderAreSorted() {
        Track track = new Track(100_000);
        Random random = new Random(5);
        int[] parts = random.ints(0, 40).distinct().limit(40).toArray();
        for (int part : parts) {
            for (int i = 0; i < 1000; i++) {
                add(track, part * 100 + i / 10.0);
            }
        }
        track.sort();
        assertEquals(40_000, track.count());
        for (int i = 1; i < track.count(); i++) {
            assertTrue(track.time(i) > track.time(i - 1), "pose " + i);
        }
        check(track, 1234.56);
        check(track, 3999.85);
    }

    /** Days at a pose a second do not fit in this, however thinned. */
    @Test
    void whatCannotFitIsCounted() {
        Track track = new Track(1000);
        for (int i = 0; i < 3000; i++) {
            add(track, 2.0 * i);
        }
        assertEquals(1000, track.count());
        assertEquals(2000, track.left());
    }
}

package depot.bench;

import java.io.IOException;
import java.util.Arrays;

/** How long something takes that is done several times. */
final class MedianTime {

    /** Done once. */
    interface Round {
        void run() throws IOException, InterruptedException;
    }

    private MedianTime() {}

    /** @return seconds */
    static double of(int rounds, Round round) throws IOException, InterruptedException {
        double[] seconds = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long from = System.nanoTime();
            round.run();
            seconds[i] = (System.nanoTime() - from) / 1e9;
        }
        Arrays.sort(seconds);
        return seconds[rounds / 2];
    }
}

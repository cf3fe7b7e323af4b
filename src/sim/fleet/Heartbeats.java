package depot.sim.fleet;

import java.time.Duration;

/** A rover's word with discovery, every two seconds. On the loop's thread. */
interface Heartbeats {
    Duration INTERVAL = Duration.ofSeconds(2);

    /** Begins, a moment later: so that not the whole fleet speaks at once. */
    void begin(Duration delay);

    /** Whether the radio reaches the depot: without it nothing is sent, and what is under way is lost. */
    void reach(boolean reaches);

    void end();
}

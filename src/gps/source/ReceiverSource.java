package depot.gps.source;

import java.io.IOException;
import java.time.Duration;

/**
 * Where the receiver's bytes come from: a serial line, a socket, a file, another caster, a simulated base. One thread opens
 * it again and again, with growing pauses, for as long as the service runs.
 */
public interface ReceiverSource {
    /**
     * Connects; one link is open at a time.
     *
     * @throws IOException when it cannot be opened now, with a message for a person that names what is missing and holds no
     *     secret; it is tried again later. After ten seconds at most, also when the other side is silent
     * @throws InterruptedException when the service ends meanwhile
     */
    ReceiverLink open() throws IOException, InterruptedException;

    /** For people and logs, such as {@code serial:/dev/ttyACM0}; never a password. */
    String name();

    /** Whether a receiver hears what is written to the link, so that it can be set up. */
    default boolean takesCommands() {
        return false;
    }

    /** Whether to open it again when a link ended; a file that was played to its end is over. */
    default boolean comesAgain() {
        return true;
    }

    /** For a person: what it is when bytes come that are no messages. */
    default String garbled() {
        return "bytes come, and no whole message among them";
    }

    /** For a person: what it is when nothing comes. */
    default String silent() {
        return "it is silent";
    }

    /** The pauses between tries begin with this. */
    default Duration firstPause() {
        return Duration.ofSeconds(1);
    }

    /** The pauses between tries grow to this. */
    default Duration longestPause() {
        return Duration.ofSeconds(10);
    }
}

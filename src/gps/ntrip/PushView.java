package depot.gps.ntrip;

import java.util.Optional;

/**
 * The state of the connection to one outside caster. Immutable.
 *
 * @param target without user and password
 * @param sinceMillis Unix time of the newest change of state
 * @param error why it failed, or what it waits for; empty when neither
 */
public record PushView(String target, State state, long sinceMillis, Optional<String> error) {
    /** On the wire in small letters. */
    public enum State {
        /** There are no usable corrections to send: a base that connects and is silent gets banned. */
        WAITING,
        CONNECTED,
        /** It is tried again. */
        FAILED
    }
}

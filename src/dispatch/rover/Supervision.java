package depot.dispatch.rover;

/**
 * Has the watchdogs of rovers on tasks fed: without that they fall back to idle within half a second. Thread-safe.
 */
public interface Supervision {
    /** Feeds none: rovers drive only while an operator has their own page open. */
    Supervision NONE = new Supervision() {
        @Override
        public void before(String rover) {
            // nothing to wait for
        }

        @Override
        public void stopAll() {
            // nothing to end
        }
    };

    /** A rover is about to be sent a task: returns when it is fed, or after half a second. */
    void before(String rover);

    /** Ends it for all, at once, until it is known that nothing is held. */
    void stopAll();
}

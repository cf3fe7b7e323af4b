package depot.discovery.link;

/**
 * The state of a rover's own link. Immutable.
 *
 * @param sinceMillis Unix time since when it is up, down or off
 * @param why for a person; empty while it is up
 * @param frameSinceMillis Unix time at which its present frame of reference began (it starts anew at each switching on);
 *     0 before it sent a place
 */
public record LinkState(State state, long sinceMillis, String why, long frameSinceMillis) {
    /** Up: frames come. Down: it is being tried. Off: nothing is tried. */
    public enum State {
        UP("up"), DOWN("down"), OFF("off");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** Its word in JSON. */
        public String word() {
            return word;
        }
    }
}

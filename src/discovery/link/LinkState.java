package depot.discovery.link;

/**
 * How a rover's own link is. Immutable.
 *
 * @param sinceMillis Unix time since when it is up, down or off
 * @param why for a person; empty while it is up
 * @param frameSinceMillis Unix time since when what it tells of its place is in the frame that it is in; 0 before it told any
 */
public record LinkState(State state, long sinceMillis, String why, long frameSinceMillis) {
    /** Up: frames come. Down: it is being tried. Off: nothing is tried. */
    public enum State {
        UP("up"), DOWN("down"), OFF("off");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As it goes over the wire. */
        public String word() {
            return word;
        }
    }
}

package depot.dispatch.rules;

/** What is known of rovers at this moment. Any thread; never blocks. */
public interface FleetView {
    /** Knows nothing of any rover. */
    FleetView NOTHING = new FleetView() {
        @Override
        public KnownRover of(String rover) {
            return KnownRover.NOTHING;
        }

        @Override
        public boolean knowsNothing() {
            return true;
        }
    };

    /** Never null. */
    KnownRover of(String rover);

    /** Whether nothing is known of any rover, so that callers need not ask. */
    default boolean knowsNothing() {
        return false;
    }

    /** Below this a battery is low, in volts. */
    default double lowVolts() {
        return 42;
    }
}

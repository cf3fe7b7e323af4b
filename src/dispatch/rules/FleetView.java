package depot.dispatch.rules;

/** What is known of rovers at this moment. Any thread; never blocks. */
public interface FleetView {
    /** Knows nothing of anybody. */
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

    /** Whether nothing is known of any rover, so that nobody need ask. */
    default boolean knowsNothing() {
        return false;
    }

    /** Below that a battery is low, in volts. */
    default double lowVolts() {
        return 42;
    }
}

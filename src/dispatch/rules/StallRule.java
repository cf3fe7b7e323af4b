package depot.dispatch.rules;

import depot.dispatch.model.SeenRover;

/** Whether a rover drives its task, judged by its mode as far as that is known. Pure. */
public final class StallRule {
    /** What an operator can do about it. */
    public static final String HELP = "have it supervised over its own link, then send the task again: it begins anew at the first "
            + "waypoint";

    private StallRule() {}

    /** What its mode says. */
    public sealed interface Driving {
        /** It is autonomous. */
        record Yes() implements Driving {}

        /** @param why to follow its name */
        record No(String why) implements Driving {}

        /** Its mode is not known. */
        record Unknown() implements Driving {}
    }

    public static Driving of(KnownRover rover) {
        if (rover.mode() == null || !rover.modeIsFresh()) {
            return new Driving.Unknown();
        }
        return switch (rover.mode()) {
            case SeenRover.AUTONOMOUS -> new Driving.Yes();
            case 0 -> new Driving.No("is disabled");
            case 1 -> new Driving.No("is idle");
            case SeenRover.TELEOP -> new Driving.No("is driven by hand");
            case SeenRover.E_STOP -> new Driving.No("is in emergency stop");
            case SeenRover.FAULT -> new Driving.No("is in fault");
            default -> new Driving.Unknown();
        };
    }
}

package depot.dispatch.rules;

import java.util.Optional;
import java.util.UUID;

/** Whether a mission may be started, and whether a rover may be given a task: the one place that says so. Pure. */
public final class StartRule {
    private StartRule() {}

    /**
     * What starting a mission depends on.
     *
     * @param rover the one that it names; null for any
     * @param routeFault where its route breaks a keep-out or a fence; null for nowhere
     */
    public record MissionFacts(String rover, boolean enabled, boolean hasWaypoints, String routeFault) {}

    /**
     * What giving a task to a rover depends on.
     *
     * @param openTask the assigned or active task that it has; null for none
     * @param unconfirmedCancel a task that it is to drop and has not confirmed; null for none
     */
    public record RoverFacts(String rover, boolean connected, boolean outOfService, UUID openTask, UUID unconfirmedCancel) {}

    /**
     * Why not.
     *
     * @param soon whether it is expected to pass within a moment
     */
    public record Obstacle(String why, boolean soon) {}

    /** Why a mission cannot be started at all, whatever rovers there are; empty when it can. */
    public static Optional<String> mission(MissionFacts mission) {
        if (!mission.enabled()) {
            return Optional.of("the mission is disabled");
        }
        return mission.hasWaypoints() ? Optional.ofNullable(mission.routeFault()) : Optional.of("its zone has no waypoints");
    }

    /** Why a rover cannot be given a task; empty when it can. */
    public static Optional<Obstacle> rover(RoverFacts rover) {
        String name = "rover " + rover.rover();
        if (!rover.connected()) {
            return Optional.of(new Obstacle(name + " is not connected", false));
        }
        if (rover.outOfService()) {
            return Optional.of(new Obstacle(name + " is out of service", false));
        }
        if (rover.openTask() != null) {
            return Optional.of(new Obstacle(name + " has task " + rover.openTask(), false));
        }
        return Optional.ofNullable(rover.unconfirmedCancel())
                .map(task -> new Obstacle(name + " has not confirmed the cancel of task " + task, true));
    }

    /** For a mission that names no rover. @param connected how many rovers are connected */
    public static String noneFree(int connected) {
        return "no rover is free: " + switch (connected) {
            case 0 -> "no rover is connected";
            case 1 -> "the one connected rover is not free";
            default -> "none of the " + connected + " connected rovers is free";
        };
    }

    /** For a task that another one stands before. @param rover that both name; null for any */
    public static String behind(UUID task, String rover) {
        return "task " + task + " is before it in the queue" + (rover == null ? "" : " for rover " + rover);
    }
}

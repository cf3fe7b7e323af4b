package depot.dispatch.rules;

import java.util.Optional;
import java.util.UUID;

/** Whether a mission may be started at all, whatever rovers there are: {@link Eligibility} says which of them may go. Pure. */
public final class StartRule {
    private StartRule() {}

    /**
     * What starting a mission depends on.
     *
     * @param rover the one that it names; null for any
     * @param routeFault where its route breaks a keep-out or a fence; null for nowhere
     */
    public record MissionFacts(String rover, boolean enabled, boolean hasWaypoints, String routeFault) {}

    /** Why a mission cannot be started at all, whatever rovers there are; empty when it can. */
    public static Optional<String> mission(MissionFacts mission) {
        if (!mission.enabled()) {
            return Optional.of("the mission is disabled");
        }
        return mission.hasWaypoints() ? Optional.ofNullable(mission.routeFault()) : Optional.of("its zone has no waypoints");
    }

    /** The reason for a task that waits behind another one. @param rover that both name; null for any */
    public static String behind(UUID task, String rover) {
        return "task " + task + " is before it in the queue" + (rover == null ? "" : " for rover " + rover);
    }
}

package depot.sim.demo;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the demo's plan into dispatch, where there is none, and starts it. One thread. */
final class DemoMissions {
    private static final Logger log = LoggerFactory.getLogger("depot.sim");
    private static final List<String> OPEN = List.of("pending", "assigned", "active");

    private final DemoApi dispatch;
    private final List<DemoPlan.Part> plan;

    DemoMissions(DemoApi dispatch, List<DemoPlan.Part> plan) {
        this.dispatch = dispatch;
        this.plan = plan;
    }

    /** An operator's own zones and missions are left alone; a plan that an earlier demo did not finish is completed. */
    void make() throws IOException, InterruptedException {
        Map<String, String> zones = idsByName("/zones");
        Map<String, String> missions = idsByName("/missions");
        if (!isOurs(zones.keySet(), missions.keySet())) {
            return;
        }
        int made = 0;
        for (DemoPlan.Part part : plan) {
            String zone = zones.get(part.zoneName());
            if (zone == null) {
                zone = (String) dispatch.create("/zones", part.zoneJson()).get("id");
            }
            if (!missions.containsKey(part.missionName())) {
                dispatch.create("/missions", part.missionJson(zone));
                made++;
            }
        }
        if (made > 0) {
            log.info("{} zones and missions made", made);
        }
    }

    /** Whether nothing is there but a part of the plan. */
    private boolean isOurs(Set<String> zones, Set<String> missions) {
        Set<String> others = new HashSet<>(zones);
        others.addAll(missions);
        for (DemoPlan.Part part : plan) {
            others.remove(part.zoneName());
            others.remove(part.missionName());
        }
        return others.isEmpty();
    }

    private Map<String, String> idsByName(String path) throws IOException, InterruptedException {
        return dispatch.objects(path).stream().collect(Collectors.toMap(
                each -> (String) each.get("name"), each -> (String) each.get("id"), (newer, older) -> newer));
    }

    /** Those of the plan that are there and open less often than planned: rovers resume what they had before. */
    void start(int rovers) throws IOException, InterruptedException {
        Map<String, String> missions = idsByName("/missions");
        int started = 0;
        for (DemoPlan.Part part : plan) {
            String mission = missions.get(part.missionName());
            if (mission != null) {
                for (int open = openTasks(mission); open < part.tasks(rovers); open++) {
                    dispatch.create("/missions/" + mission + "/start?queue=true", "");
                    started++;
                }
            }
        }
        if (started > 0) {
            log.info("{} tasks started", started);
        }
    }

    private int openTasks(String mission) throws IOException, InterruptedException {
        int open = 0;
        for (String status : OPEN) {
            open += dispatch.objects("/tasks?mission_id=" + mission + "&status=" + status).size();
        }
        return open;
    }
}

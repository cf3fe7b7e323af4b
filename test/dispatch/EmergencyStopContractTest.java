package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** POST /stop: every open task is cancelled at once. (While the database is away: {@link DatabaseAwayTest}.) */
class EmergencyStopContractTest {
    /** A stop waits a second for the rovers' word: where a busy machine takes longer, everything is stopped once more. */
    static final int TRIES = 3;

    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass().clearedAfterEach();
    static final Api api = depot.api();

    @Test
    void itCancelsEveryOpenTaskAndTellsWhomItCouldNotReach() throws Exception {
        for (int i = 1; !stopped(i == TRIES); i++) {
            depot.clear();
        }
    }

    /** Whether those who are there said so in time, which at the last must be. */
    private static boolean stopped(boolean last) throws Exception {
        try (ScriptedRover begun = depot.rover(); ScriptedRover waiting = depot.rover(); ScriptedRover idle = depot.rover()) {
            ScriptedRover away = depot.rover();
            String lost = depot.activate(away);
            depot.lose(away);
            String active = depot.activate(begun);
            String assigned = depot.assign(waiting);
            String pending = (String) depot.queue(depot.mission("not-there")).get("id");

            Api.Answer answer = api.send("POST", "/stop", null, "Content-Type", "application/json");
            assertEquals(200, answer.status(), answer::toString);
            begun.expect("cancel", active);
            waiting.expect("cancel", assigned);
            idle.expectNothingYet();
            assertEquals(Set.of("stopped", "unreached", "stored"), answer.json().keySet());
            assertEquals(true, answer.json().get("stored"));
            if (!last && ((List<?>) answer.json().get("unreached")).size() > 1) {
                return false;
            }
            assertEquals(List.of(away.id()), answer.json().get("unreached"));
            Map<Object, Map<String, Object>> stopped = Json.objects(answer.json().get("stopped")).stream()
                    .collect(Collectors.toMap(s -> s.get("taskId"), s -> s));
            assertEquals(Set.of(active, assigned, lost, pending), stopped.keySet());
            assertEquals(Map.of("taskId", active, "roverId", begun.id(), "told", true), stopped.get(active));
            assertEquals(Map.of("taskId", assigned, "roverId", waiting.id(), "told", true), stopped.get(assigned));
            assertEquals(Map.of("taskId", lost, "roverId", away.id(), "told", false), stopped.get(lost));
            for (String task : List.of(active, assigned, lost, pending)) {
                assertEquals("cancelled", depot.task(task).get("status"));
                depot.console().awaitTask(task, "cancelled");
                assertTrue(depot.edges(task).getLast().endsWith(">cancelled"));
            }
            try (ScriptedRover back = depot.rover(away.id())) {
                back.expect("cancel", lost);
            }
            return true;
        }
    }

    @Test
    void whereNothingRunsItSaysSo() throws Exception {
        try (ScriptedRover idle = depot.rover()) {
            Api.Answer answer = api.send("POST", "/stop", null);
            assertEquals(200, answer.status(), answer::toString);
            assertEquals(Map.of("stopped", List.of(), "unreached", List.of(), "stored", true), answer.json());
            idle.expectNothingYet();
            depot.assign(idle);
        }
    }
}

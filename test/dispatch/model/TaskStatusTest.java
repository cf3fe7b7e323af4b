package depot.dispatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TaskStatusTest {
    @Test
    void theEdgesAreTheContractsAndNoOthers() {
        Set<String> edges = Arrays.stream(TaskStatus.values()).flatMap(from -> Arrays.stream(TaskStatus.values())
                .filter(from::mayBecome).map(to -> from.text() + " " + to.text())).collect(Collectors.toSet());
        assertEquals(Set.of("pending assigned", "pending cancelled",
                "assigned active", "assigned done", "assigned failed", "assigned cancelled", "assigned pending",
                "active done", "active failed", "active cancelled", "active pending"), edges);
    }

    @Test
    void aChangeAlongNoEdgeCannotBeMade() {
        assertThrows(IllegalArgumentException.class, () -> new TaskChange(UUID.randomUUID(), Set.of(TaskStatus.DONE), TaskStatus.CANCELLED,
                null, null, false, null, Report.NONE, null, "operator", null, true));
        assertThrows(IllegalArgumentException.class, () -> new TaskChange(UUID.randomUUID(), Set.of(TaskStatus.PENDING), TaskStatus.ACTIVE,
                null, null, false, null, Report.NONE, null, "operator", null, true));
    }
}

package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskDelivery;
import depot.dispatch.model.TaskStatus;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportAnswerTest {
    @ParameterizedTest(name = "{0} says {1}, the task is {2} on {3} ({4}), applied {5} → {6}")
    @CsvSource({
        "a, active, active,    a, delivered, true,  NOTHING",
        "a, done,   done,      a, delivered, true,  NOTHING",
        // repeated until it hears cancel, or another task (PROTOCOL.md, what rovers in the field do)
        "a, failed, failed,    a, delivered, true,  CANCEL",
        "a, failed, failed,    a, delivered, false, CANCEL",
        "a, failed, cancelled, a, delivered, false, CANCEL",
        // a complete may overtake the last progress, and may be said again
        "a, active, done,      a, delivered, false, NOTHING",
        "a, done,   done,      a, delivered, false, NOTHING",
        // a run that the books have ended
        "a, active, cancelled, a, delivered, false, CANCEL",
        "a, done,   failed,    a, delivered, false, CANCEL",
        "a, active, failed,    a, unknown,   false, CANCEL",
        // another's, waiting again, or deleted
        "a, active, active,    b, delivered, false, CANCEL",
        "a, done,   pending,   ,  ,          false, CANCEL",
        "a, active, ,          ,  ,          false, CANCEL",
        // of an earlier attempt: a cancel would stop the one that it is at
        "a, done,   active,    a, sent,      false, NOTHING",
        "a, active, assigned,  a, sent,      false, NOTHING",
        "a, failed, assigned,  a, delivered, false, NOTHING",
        // its own again, and not sent to it yet: of an older run
        "a, active, assigned,  a, ,          false, CANCEL",
    })
    void answers(String rover, String says, String status, String holder, String delivery, boolean applied, ReportAnswer expected) {
        Task task = status == null ? null : new Task(new UUID(0, 1), new UUID(0, 2), holder, TaskStatus.of(status).orElseThrow(), 0, 0, 0,
                null,
                Instant.EPOCH, null, null, null, null, null, delivery == null
                ? null : TaskDelivery.valueOf(delivery.toUpperCase(Locale.ROOT)), 1);
        assertEquals(expected, ReportAnswer.of(rover, TaskStatus.of(says).orElseThrow(), task, applied));
    }
}

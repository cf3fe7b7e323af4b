package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.common.memory.OutputBudget;
import depot.common.threads.DiskThreads;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonAnswerTest {
    private static final int BUFFER = 64 * 1024;

    private final OutputBudget budget = new OutputBudget(100_000);
    private final DiskThreads disk = new DiskThreads("json-answer", 1, 4);

    private Response answer(JsonAnswer.Reading reading) throws Exception {
        return JsonAnswer.of("application/json", budget, disk, reading);
    }

    @Test
    void whatIsReadIsHeldUntilTheAnswerIsOver() throws Exception {
        Response answer = answer(room -> {
            room.use(1000);
            return json -> json.writeString("x");
        });
        assertEquals(BUFFER + 1000, budget.bytes());
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        answer.body().writeTo(written);
        assertArrayEquals("\"x\"".getBytes(StandardCharsets.UTF_8), written.toByteArray());
        assertEquals(written.size(), answer.length());
        OutputBudget.Hold sending = budget.hold(answer.load().orElseThrow(), () -> { });
        assertEquals(BUFFER + 1000, budget.bytes(), "it counts once");
        sending.release();
        answer.discard();
        assertEquals(0, budget.bytes());
    }

    @Test
    void whatFailsHoldsNothing() {
        assertThrows(OutputBudget.Full.class, () -> answer(room -> {
            room.use(100_000);
            return json -> json.writeNull();
        }));
        assertEquals(0, budget.bytes());
        assertThrows(Refused.class, () -> answer(_ -> {
            throw Refused.notFound("x");
        }));
        assertThrows(IllegalStateException.class, () -> answer(_ -> _ -> {
            throw new IllegalStateException();
        }));
        assertEquals(0, budget.bytes());
    }

    @Test
    void whereThereIsNoRoomTheCallerIsToComeAgain() throws Exception {
        budget.room(50_000);
        Exception full = assertThrows(OutputBudget.Full.class, () -> answer(_ -> {
            throw new AssertionError("it is not read at all");
        }));
        Response response = Errors.answer(full, "GET /x");
        assertEquals(503, response.status());
        assertEquals("2", response.headers().get("Retry-After"));
    }
}

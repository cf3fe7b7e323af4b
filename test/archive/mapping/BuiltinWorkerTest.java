package depot.archive.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that takes the process down with it does so twice, not for ever. */
class BuiltinWorkerTest {
    @TempDir
    Path temp;
    private final UUID id = UUID.randomUUID();
    private Path output;

    @BeforeEach
    void aJob() throws IOException {
        Path session = Files.createDirectories(temp.resolve("session"));
        Files.createDirectories(session.resolve("lidar"));
        Files.writeString(session.resolve("poses.csv"), "timestamp_secs,x,y,z,qx,qy,qz,qw\n4,0,0,0,0,0,0,1\n5.5,1,0,0,0,0,0,1\n");
        Files.writeString(session.resolve("lidar/timestamps.csv"), "frame,timestamp\n0,5\n");
        Files.writeString(session.resolve("lidar/000000.pcd"), "FIELDS x y z\nDATA ascii\n1 2 3\n");
        output = temp.resolve("output");
        Files.writeString(Files.createDirectories(temp.resolve("jobs")).resolve(id + ".json"),
                "{\"id\":\"%s\",\"session_path\":\"%s\",\"output_path\":\"%s\"}".formatted(id, session, output));
    }

    private BuiltinWorker worker(Time time) {
        return new BuiltinWorker(temp.resolve("jobs"), temp.resolve("jobs/work"), time, () -> { });
    }

    /** A new process each time, which ends within the job. */
    private void die() {
        Time deadly = new Time() {
            @Override
            public long nanos() {
                throw new OutOfMemoryError("of this test");
            }

            @Override
            public long millis() {
                return 0;
            }
        };
        assertThrows(OutOfMemoryError.class, () -> worker(deadly).doOne());
        assertTrue(Files.exists(temp.resolve("jobs/" + id + ".json")), "the job waits");
    }

    private boolean is(String where) {
        return Files.exists(temp.resolve("jobs/" + where + "/" + id + ".json"));
    }

    @Test
    void itFailsWhenItWasBegunTwiceWithoutAnEnd() throws Exception {
        die();
        die();
        assertTrue(worker(Time.SYSTEM).doOne());
        assertTrue(is("failed"));
        String result = Files.readString(output.resolve("result.json"));
        assertTrue(result.contains("\"status\":\"failed\"") && result.contains("\"error\":\"it was begun twice, "), result);
        assertFalse(worker(Time.SYSTEM).doOne(), "there is nothing left to do");
        assertFalse(is("begun"), "and nothing is noted of it");
    }

    @Test
    void onceIsNotTwice() throws Exception {
        die();
        assertTrue(worker(Time.SYSTEM).doOne());
        assertTrue(is("processed"));
        assertFalse(is("begun"));
    }

    /** The service was stopped in good order, however often. */
    @Test
    void anOrderlyStopDoesNotCount() throws Exception {
        for (int i = 0; i < 4; i++) {
            boolean[] begun = {false};
            Time stopping = new Time() {
                @Override
                public long nanos() {
                    begun[0] = true;
                    Thread.currentThread().interrupt();
                    return 0;
                }

                @Override
                public long millis() {
                    return 0;
                }
            };
            assertThrows(InterruptedException.class, () -> worker(stopping).doOne());
            assertTrue(begun[0]);
            Thread.interrupted();
        }
        assertTrue(worker(Time.SYSTEM).doOne());
        assertTrue(is("processed"));
        assertEquals(1, Files.readString(output.resolve("result.json")).split("\"input_points\":1,").length - 1);
    }
}

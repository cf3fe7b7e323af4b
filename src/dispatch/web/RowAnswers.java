package depot.dispatch.web;

import depot.common.http.JsonAnswer;
import depot.common.http.Refused;
import depot.common.http.Response;
import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import depot.dispatch.store.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Makes answers of many rows. Room is taken before they are read, once there is a connection to read them on: so it is taken by few at a
 * time, and who finds none comes again. Thread-safe.
 */
final class RowAnswers {
    private static final int SMALL_BYTES = 64 * 1024; // it is written whole, as writing it piece by piece takes as much

    private final Database database;
    private final OutputBudget output;

    RowAnswers(Database database, OutputBudget output) {
        this.database = database;
        this.output = output;
    }

    /** Reads what an answer is made of. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Connection connection, Room room) throws SQLException;
    }

    /** What one answer is charged. */
    static final class Room {
        private final OutputBudget.Room room;
        private long bytes;

        private Room(OutputBudget.Room room) {
            this.room = room;
        }

        /** So many bytes more, or fewer. @throws Refused 503 when there is no room for them */
        void use(long more) {
            try {
                room.use(more);
                bytes += more;
            } catch (OutputBudget.Full e) {
                throw Refused.unavailable(e.getMessage());
            }
        }
    }

    /** @throws Refused 503 when there is no room for it */
    Response json(String type, Reading<JsonText.Body> reading) throws IOException {
        OutputBudget.Room taken = output.room(0);
        try {
            Room room = new Room(taken);
            JsonText.Body body = database.call(connection -> reading.read(connection, room));
            if (room.bytes <= SMALL_BYTES) {
                byte[] json = JsonText.write(body);
                taken.release();
                return Response.bytes(200, type, json);
            }
            return JsonAnswer.of(type, taken, body);
        } catch (IOException | RuntimeException | Error e) {
            taken.release();
            throw e;
        }
    }

    /** What is made of rows at once. @throws Refused 503 when there is no room for it */
    byte[] bytes(Reading<byte[]> reading) throws OutputBudget.Full {
        OutputBudget.Room taken = output.room(0);
        try {
            Room room = new Room(taken);
            return database.call(connection -> reading.read(connection, room));
        } finally {
            taken.release(); // the answer is charged by itself
        }
    }
}

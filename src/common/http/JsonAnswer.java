package depot.common.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import depot.common.threads.DiskThreads;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A large answer in JSON, held to the budget of what waits to be read. Any thread. */
public final class JsonAnswer {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER_BYTES = 64 * 1024;

    private JsonAnswer() {}

    /** Reads what an answer is made of. */
    @FunctionalInterface
    public interface Reading {
        /**
         * @param room what is kept for the answer is to be charged to it before it is made
         * @return writes the answer, the same each time
         */
        JsonText.Body read(OutputBudget.Room room) throws IOException;
    }

    /**
     * Reads on the disk's threads, and makes the answer.
     *
     * @throws OutputBudget.Full when there is no room for it
     * @throws DiskThreads.Busy when the disk does not keep up
     */
    public static Response of(String type, OutputBudget budget, DiskThreads disk, Reading reading) throws IOException {
        OutputBudget.Room room = budget.room(BUFFER_BYTES);
        try {
            JsonText.Body body = disk.call(() -> reading.read(room));
            return streamed(type, body, room).with("Cache-Control", "no-cache");
        } catch (IOException | RuntimeException e) {
            room.release(); // a reading that goes on is refused more
            throw e;
        }
    }

    /**
     * Of what was read already.
     *
     * @param room what it is made of is charged to it; it is released when the answer is over
     * @throws OutputBudget.Full when there is no room to write it
     */
    public static Response of(String type, OutputBudget.Room room, JsonText.Body body) throws IOException {
        room.use(BUFFER_BYTES);
        return streamed(type, body, room);
    }

    /** Written twice, once to know its length: as text it would be several times what it is made of. */
    private static Response streamed(String type, JsonText.Body body, OutputBudget.Room room) throws IOException {
        Counted counted = new Counted();
        write(body, counted);
        return Response.stream(200, type, counted.bytes, out -> write(body, out)).holding(room.load()).closing(room::release);
    }

    private static void write(JsonText.Body body, OutputStream out) throws IOException {
        @SuppressWarnings("resource") // the one below it is the caller's to close
        OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
        try (JsonGenerator json = JSON.createGenerator(buffered).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            body.writeTo(json);
        }
        buffered.flush();
    }

    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted() {
            super(OutputStream.nullOutputStream());
        }

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }
}

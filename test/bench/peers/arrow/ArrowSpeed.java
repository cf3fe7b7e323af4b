package depot.archive.recording;

import depot.common.memory.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * Reads a recording's rows by Arrow's own reader, as its documentation has it: a stream a message. Messages are framed and unpacked by
 * ours, so that only what Arrow does differs. It takes in less than ours: numbers alone, no times, points, texts or pictures.
 */
public final class ArrowSpeed {
    private static final Set<String> POSES = Set.of("/robot/x", "/robot/y", "/robot/heading");

    private final boolean all;
    private long numbers;
    private double sum;

    private ArrowSpeed(boolean all) {
        this.all = all;
    }

    /** @param arguments {@code poses} or {@code all}, and the file */
    public static void main(String[] arguments) throws Exception {
        ArrowSpeed reader = new ArrowSpeed(arguments[0].equals("all"));
        reader.read(Path.of(arguments[1]));
        if (arguments.length > 2) {
            reader.compare(Path.of(arguments[1]));
        }
        System.out.println(reader.numbers);
    }

    private void read(Path file) throws Exception {
        MessageMemory memory = new MessageMemory(MemoryBudget.UNLIMITED, Duration.ZERO);
        MessageFramer framer = new MessageFramer(memory);
        Envelope envelope = new Envelope(memory);
        try (FileChannel channel = FileChannel.open(file); BufferAllocator allocator = new RootAllocator()) {
            MessageFramer.Found found = MessageFramer.Found.MORE_BYTES_NEEDED;
            for (int count = 0; count >= 0 && found != MessageFramer.Found.END; count = channel.read(framer.room())) {
                framer.filled(count);
                for (found = framer.next(); found == MessageFramer.Found.MESSAGE; found = framer.next()) {
                    if (envelope.open(framer) == Envelope.Kind.ROWS) {
                        rows(new ByteArrayInputStream(envelope.bytes(), envelope.start(), envelope.length()), allocator);
                    }
                }
            }
        }
    }

    private void rows(ByteArrayInputStream stream, BufferAllocator allocator) throws IOException {
        try (ArrowStreamReader reader = new ArrowStreamReader(stream, allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            if (!all && !POSES.contains(root.getSchema().getCustomMetadata().get("rerun.entity_path"))) {
                return;
            }
            while (reader.loadNextBatch()) {
                for (FieldVector vector : root.getFieldVectors()) {
                    if (vector instanceof ListVector list && list.getDataVector() instanceof Float8Vector values) {
                        take(list, values, root.getRowCount());
                    }
                }
            }
        }
    }

    private void take(ListVector list, Float8Vector values, int rows) {
        for (int row = 0; row < rows; row++) {
            if (!list.isNull(row) && list.getElementEndIndex(row) > list.getElementStartIndex(row)) {
                sum += values.get(list.getElementStartIndex(row));
                numbers++;
            }
        }
    }

    /** Ours finds the same. */
    private void compare(Path file) throws IOException {
        ArrowSpeed ours = new ArrowSpeed(all);
        try (FileChannel channel = FileChannel.open(file)) {
            new RecordingReader(new RecordingListener() {
                @Override
                public boolean wants(String entity) {
                    return all || POSES.contains(entity);
                }

                @Override
                public void scalar(String entity, long nanos, double value) {
                    ours.sum += value;
                    ours.numbers++;
                }
            }).read(channel);
        }
        if (ours.numbers != numbers || Math.abs(ours.sum - sum) > 1e-6 * Math.abs(sum)) {
            throw new IllegalStateException(numbers + " numbers, and ours finds " + ours.numbers);
        }
    }
}

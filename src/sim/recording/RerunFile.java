package depot.sim.recording;

import depot.sim.recording.FlatWriter.Byte;
import depot.sim.recording.FlatWriter.Int;
import depot.sim.recording.FlatWriter.Long;
import depot.sim.recording.FlatWriter.Pairs;
import depot.sim.recording.FlatWriter.Short;
import depot.sim.recording.FlatWriter.Table;
import depot.sim.recording.FlatWriter.Tables;
import depot.sim.recording.FlatWriter.Text;
import depot.sim.recording.FlatWriter.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes a recording as rovers do (Rerun 0.22: MessagePack around Arrow IPC), in few large chunks, one an entity, and uncompressed: a
 * file that the vendor's viewer opens. The same calls give the same bytes. One thread.
 */
public final class RerunFile {
    private static final int INT = 2;
    private static final int FLOATING = 3;
    private static final int UTF8 = 5;
    private static final int TIMESTAMP = 10;
    private static final int LIST = 12;
    private static final int STRUCT = 13;
    private static final int FIXED_SIZE_LIST = 16;
    private static final int VERSION_5 = 4;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final String store;
    private final long started;
    private long rows;

    /** @param applicationId {@code <rover>-<folder>} @param startedNanos Unix time */
    public RerunFile(String applicationId, long startedNanos) {
        started = startedNanos;
        store = UUID.nameUUIDFromBytes(applicationId.getBytes(StandardCharsets.UTF_8)).toString();
        out.writeBytes(new byte[] {'R', 'R', 'F', '2', 0, 22, 1, 0, 0, 1, 0, 0});
        MessagePackWriter message = new MessagePackWriter().map(1).text("SetStoreInfo").map(2).text("row_id");
        rowId(message).text("info").map(6).text("application_id").text(applicationId).text("store_id");
        storeId(message).text("cloned_from").nil().text("is_official_example").no().text("started").number(startedNanos)
                .text("store_source").map(1).text("Other").text("Depot's simulator");
        message(message.bytes());
    }

    private MessagePackWriter rowId(MessagePackWriter message) {
        return message.map(2).text("time_ns").number(started).text("inc").number(++rows);
    }

    private MessagePackWriter storeId(MessagePackWriter message) {
        return message.map(2).text("kind").text("Recording").text("id").text(store);
    }

    private void message(byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    /** A number at each time. */
    public RerunFile scalars(String entity, long[] nanos, double[] values) {
        Columns columns = new Columns(nanos);
        columns.list("rerun.components.Scalar", "Scalar", "scalar",
                field("item", true, FLOATING, Table.of(new Short(2)), List.of(), List.of()),
                ones(nanos.length));
        columns.node(values.length);
        ByteBuffer bytes = buffer(8 * values.length);
        for (double value : values) {
            bytes.putDouble(value);
        }
        columns.empty().body(bytes);
        return chunk(entity, columns);
    }

    /** A text at each time. */
    public RerunFile texts(String entity, long[] nanos, List<String> texts) {
        Columns columns = new Columns(nanos);
        columns.list("rerun.components.Text", "TextLog", "text", field("item", true, UTF8, Table.of(), List.of(), List.of()),
                ones(nanos.length));
        ByteBuffer offsets = buffer(4 * (texts.size() + 1)).putInt(0);
        ByteArrayOutputStream letters = new ByteArrayOutputStream();
        for (String text : texts) {
            letters.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            offsets.putInt(letters.size());
        }
        columns.node(texts.size());
        columns.empty().body(offsets).body(ByteBuffer.wrap(letters.toByteArray()).position(letters.size()));
        return chunk(entity, columns);
    }

    /** Points of the plane at each time. @param scans x and y one after the other */
    public RerunFile points(String entity, long[] nanos, List<float[]> scans) {
        Columns columns = new Columns(nanos);
        Table number = field("item", false, FLOATING, Table.of(new Short(1)), List.of(), List.of());
        int[] counts = scans.stream().mapToInt(scan -> scan.length / 2).toArray();
        columns.list("rerun.components.Position2D", "Points2D", "positions",
                field("item", true, FIXED_SIZE_LIST, Table.of(new Int(2)), List.of(number), List.of()), counts);
        int all = java.util.Arrays.stream(counts).sum();
        columns.node(all);
        columns.empty();
        columns.node(2 * all);
        ByteBuffer bytes = buffer(8 * all);
        for (float[] scan : scans) {
            for (float value : scan) {
                bytes.putFloat(value);
            }
        }
        columns.empty().body(bytes);
        return chunk(entity, columns);
    }

    /** The whole file, with its end. */
    public byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[8]);
        return whole.toByteArray();
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Table field(String name, boolean nullable, int kind, Table type, List<Table> children, List<Table> metadata) {
        return Table.of(new Text(name), new Byte(nullable ? 1 : 0), new Byte(kind), type, null, new Tables(children), new Tables(metadata));
    }

    private static List<Table> metadata(String... pairs) {
        List<Table> all = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.add(Table.of(new Text(pairs[i]), new Text(pairs[i + 1])));
        }
        return all;
    }

    /** The columns of a chunk: its row ids and times, and one of data. */
    private final class Columns {
        final int rowCount;
        final long newest;
        final List<Table> fields = new ArrayList<>();
        final List<java.lang.Long> nodes = new ArrayList<>();
        final List<java.lang.Long> buffers = new ArrayList<>();
        final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Columns(long[] nanos) {
            rowCount = nanos.length;
            newest = nanos.length == 0 ? 0 : nanos[nanos.length - 1];
            Table u64 = Table.of(new Int(64), new Byte(0));
            fields.add(field("rerun.controls.RowId", false, STRUCT, Table.of(), List.of(
                    field("time_ns", false, INT, u64, List.of(), List.of()), field("inc", false, INT, u64, List.of(), List.of())),
                    metadata("rerun.kind", "control")));
            node(rowCount);
            empty();
            ByteBuffer times = buffer(8 * rowCount);
            ByteBuffer numbers = buffer(8 * rowCount);
            ByteBuffer own = buffer(8 * rowCount);
            for (long each : nanos) {
                times.putLong(started);
                numbers.putLong(++rows);
                own.putLong(each);
            }
            node(rowCount);
            empty().body(times);
            node(rowCount);
            empty().body(numbers);
            fields.add(field("time", false, TIMESTAMP, Table.of(new Short(3)), List.of(),
                    metadata("rerun.kind", "time", "rerun.is_sorted", "")));
            node(rowCount);
            empty().body(own);
        }

        void list(String name, String archetype, String part, Table item, int[] counts) {
            fields.add(field(name, true, LIST, Table.of(), List.of(item), metadata("rerun.kind", "data", "rerun.archetype_name",
                    "rerun.archetypes." + archetype, "rerun.archetype_field_name", part)));
            node(counts.length);
            ByteBuffer offsets = buffer(4 * (counts.length + 1)).putInt(0);
            int sum = 0;
            for (int count : counts) {
                sum += count;
                offsets.putInt(sum);
            }
            empty().body(offsets);
        }

        void node(int length) {
            nodes.add((long) length);
            nodes.add(0L);
        }

        Columns empty() {
            buffers.add((long) body.size());
            buffers.add(0L);
            return this;
        }

        /** @param bytes up to its position */
        Columns body(ByteBuffer bytes) {
            buffers.add((long) body.size());
            buffers.add((long) bytes.position());
            body.write(bytes.array(), 0, bytes.position());
            while (body.size() % 8 != 0) {
                body.write(0);
            }
            return this;
        }
    }

    private RerunFile chunk(String entity, Columns columns) {
        if (columns.rowCount == 0) {
            return this;
        }
        String id = String.format("%016X%016X", started, rows);
        Table schema = Table.of(new Short(0), new Tables(columns.fields), new Tables(metadata("rerun.entity_path", entity, "rerun.id", id,
                "rerun.heap_size_bytes", String.valueOf(columns.body.size()), "rerun.is_sorted", "")));
        Table batch = Table.of(new Long(columns.rowCount), new Pairs(numbers(columns.nodes)), new Pairs(numbers(columns.buffers)));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        encapsulated(stream, 1, schema, new byte[0]);
        encapsulated(stream, 3, batch, columns.body.toByteArray());
        stream.writeBytes(new byte[] {-1, -1, -1, -1, 0, 0, 0, 0});
        MessagePackWriter message = new MessagePackWriter().map(1).text("ArrowMsg").list(2);
        storeId(message).list(3).map(2).text("time_ns").number(started).text("inc").number(rows);
        message.map(1).map(2).text("name").text("time").text("typ").text("Time").number(columns.newest).blob(stream.toByteArray());
        message(message.bytes());
        return this;
    }

    private static long[] numbers(List<java.lang.Long> list) {
        return list.stream().mapToLong(java.lang.Long::longValue).toArray();
    }

    private static void encapsulated(ByteArrayOutputStream to, int kind, Value header, byte[] body) {
        byte[] metadata = FlatWriter.write(Table.of(new Short(VERSION_5), new Byte(kind), header, new Long(body.length)));
        to.writeBytes(buffer(8).putInt(-1).putInt(metadata.length).array());
        to.writeBytes(metadata);
        to.writeBytes(body);
    }
}

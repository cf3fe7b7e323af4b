package depot.archive.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recordings put together byte by byte, which say whatever a test wants: Rerun 0.22's frame, an uncompressed MessagePack message around
 * an Arrow stream. Shares nothing with the reader, nor with the simulator's writer.
 */
public final class MadeRecording {
    // Schema.fbs: Type
    static final int INT = 2;
    static final int FLOATING = 3;
    static final int UTF8 = 5;
    static final int LIST = 12;
    static final int FIXED_SIZE_LIST = 16;
    private static final int TIMESTAMP = 10;

    private MadeRecording() {}

    /** A text whose length in the file is another than it has. */
    record Lie(String text, int length) {}

    /** The file: its head and messages that hold these streams. */
    public static byte[] file(byte[]... streams) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'R', 'R', 'F', '2', 0, 22, 1, 0, 0, 1, 0, 0});
        for (byte[] stream : streams) {
            ByteBuffer message = ByteBuffer.allocate(64); // {"ArrowMsg": [null, [null, null, bytes]]}
            message.put((byte) 0x81).put((byte) 0xA8).put(ascii("ArrowMsg")).put(new byte[] {(byte) 0x92, (byte) 0xC0, (byte) 0x93,
                (byte) 0xC0, (byte) 0xC0, (byte) 0xC6}).putInt(stream.length);
            int length = message.position() + stream.length;
            out.writeBytes(little(8).putInt(length).putInt(length).array());
            out.write(message.array(), 0, message.position());
            out.writeBytes(stream);
        }
        return out.toByteArray();
    }

    /** One number of one entity. */
    public static byte[] oneRow(String entity, long nanos, double value) {
        return join(schema(of(entity), 0, time(), scalar()), oneScalar(nanos, value));
    }

    /** One after the other. */
    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] ints(int... values) {
        ByteBuffer bytes = little(4 * values.length);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    static byte[] doubles(double... values) {
        ByteBuffer bytes = little(8 * values.length);
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }

    /** Schema.fbs: KeyValue. */
    static Object[] pair(String key, Object value) {
        return new Object[] {key, value};
    }

    /** Schema.fbs: Field. */
    static Object[] field(String name, int kind, Object[] type, Object[]... children) {
        return new Object[] {name, (byte) 1, (byte) kind, type, null, List.of(children), List.<Object[]>of(pair("rerun.kind", "data"))};
    }

    /** The same field, but in batches there are numbers of entries in a dictionary. */
    static Object[] indexed(Object[] field) {
        Object[] changed = field.clone();
        changed[4] = new Object[] {7L};
        return changed;
    }

    static Object[] list(String name, Object[] item) {
        return field(name, LIST, new Object[] {}, item);
    }

    static Object[] float64() {
        return field("item", FLOATING, new Object[] {(short) 2});
    }

    static Object[] scalar() {
        return list("rerun.components.Scalar", float64());
    }

    static Object[] time() {
        Object[] field = field("time", TIMESTAMP, new Object[] {(short) 3});
        field[6] = List.<Object[]>of(pair("rerun.kind", "time"));
        return field;
    }

    /** The message that begins a stream. @param padding bytes of zeros at the end of its metadata */
    static byte[] schema(List<Object[]> metadata, int padding, Object[]... fields) {
        Object[] schema = {(short) 0, List.of(fields), metadata};
        return message(1, schema, padding, new byte[0]);
    }

    static List<Object[]> of(String entity) {
        return List.<Object[]>of(pair("rerun.entity_path", entity));
    }

    /** A batch whose buffers are these, one after the other in its body. */
    static byte[] batch(long rows, byte[]... buffers) {
        long[] places = new long[2 * buffers.length];
        long at = 0;
        for (int i = 0; i < buffers.length; i++) {
            places[2 * i] = at;
            places[2 * i + 1] = buffers[i].length;
            at += buffers[i].length;
        }
        return message(3, new Object[] {rows, new long[0], places}, 0, join(buffers));
    }

    /** A number for a field of {@link #time} and one of {@link #scalar}, in this order: one row. */
    static byte[] oneScalar(long nanos, double value) {
        return batch(1, new byte[0], little(8).putLong(nanos).array(), new byte[0], ints(0, 1), new byte[0], doubles(value));
    }

    private static byte[] message(int kind, Object[] header, int padding, byte[] body) {
        byte[] metadata = new Flat().root(new Object[] {(short) 4, (byte) kind, header, (long) body.length});
        return join(ints(-1, metadata.length + padding), metadata, new byte[padding], body);
    }

    /**
     * A FlatBuffer, forward from its root. A table is an {@code Object[]} with a field each, null where it has none; a list of them a
     * vector of tables, a {@code long[]} a vector of structs of two. What is the same object is written once.
     */
    private static final class Flat {
        private final ByteBuffer out = little(1 << 20);
        private final Map<Object, Integer> written = new IdentityHashMap<>();

        byte[] root(Object[] table) {
            out.putInt(0);
            out.putInt(0, table(table));
            return java.util.Arrays.copyOf(out.array(), out.position());
        }

        private static int bytes(Object value) {
            return switch (value) {
                case Byte _ -> 1;
                case Short _ -> 2;
                case Long _ -> 8;
                default -> 4;
            };
        }

        private int table(Object[] fields) {
            int vtable = out.position();
            out.putShort((short) (4 + 2 * fields.length)).putShort((short) 0);
            int size = 4;
            for (Object field : fields) {
                out.putShort((short) (field == null ? 0 : size));
                size += field == null ? 0 : bytes(field);
            }
            out.putShort(vtable + 2, (short) size);
            int start = out.position();
            out.putInt(start - vtable);
            List<Runnable> later = new ArrayList<>();
            for (Object field : fields) {
                switch (field) {
                    case null -> { }
                    case Byte value -> out.put(value);
                    case Short value -> out.putShort(value);
                    case Integer value -> out.putInt(value);
                    case Long value -> out.putLong(value);
                    default -> later.add(pointer(field));
                }
            }
            later.forEach(Runnable::run);
            return start;
        }

        /** Leaves room for an offset, and sets it when it is run. */
        private Runnable pointer(Object to) {
            int at = out.position();
            out.putInt(0);
            return () -> {
                if (!written.containsKey(to)) {
                    written.put(to, object(to));
                }
                out.putInt(at, written.get(to) - at);
            };
        }

        private int object(Object value) {
            if (value instanceof Object[] table) {
                return table(table);
            }
            int at = out.position();
            switch (value) {
                case String text -> out.putInt(text.length()).put(ascii(text)).put((byte) 0);
                case Lie lie -> out.putInt(lie.length).put(ascii(lie.text)).put((byte) 0);
                case long[] pairs -> {
                    out.putInt(pairs.length / 2);
                    for (long number : pairs) {
                        out.putLong(number);
                    }
                }
                case List<?> tables -> {
                    out.putInt(tables.size());
                    List<Runnable> later = new ArrayList<>();
                    tables.forEach(table -> later.add(pointer(table)));
                    later.forEach(Runnable::run);
                }
                default -> throw new IllegalArgumentException(value.toString());
            }
            return at;
        }
    }
}

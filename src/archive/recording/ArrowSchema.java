package depot.archive.recording;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The columns of one kind of chunk, of those that are read. Immutable.
 *
 * @param time the rover's clock; else null
 * @param logTime the recorder's; else null
 * @param scalar list of numbers; this and what follows is null where there is no such column
 * @param positions list of fixed-size lists of two or three floats
 * @param text list of texts
 * @param level list of texts
 * @param blob list of bytes
 * @param hasData whether there is any column of data, indicators aside
 */
record ArrowSchema(ArrowType time, ArrowType logTime, ArrowType scalar, ArrowType positions, ArrowType text, ArrowType level,
        ArrowType blob, boolean hasData) {
    private static final int MAX_FIELDS = 1024;
    private static final int MAX_DEPTH = 12;
    private static final int MAX_METADATA = 64;
    private static final int MAX_TEXT = 4096;
    /** Of all texts together: many fields may point to the same one. */
    private static final int MAX_TEXTS = 1024 * 1024;

    // Message.fbs and Schema.fbs, by the numbers of their fields
    static final int MESSAGE_TYPE = 1;
    static final int MESSAGE_HEADER = 2;
    static final int MESSAGE_BODY_LENGTH = 3;
    static final int HEADER_SCHEMA = 1;
    static final int HEADER_RECORD_BATCH = 3;
    static final int SCHEMA_FIELDS = 1;
    static final int SCHEMA_METADATA = 2;
    private static final int FIELD_NAME = 0;
    private static final int FIELD_TYPE_TYPE = 2;
    private static final int FIELD_TYPE = 3;
    private static final int FIELD_DICTIONARY = 4;
    private static final int FIELD_CHILDREN = 5;
    private static final int FIELD_METADATA = 6;

    private static final long[] NANOS_OF_UNIT = {1_000_000_000, 1_000_000, 1_000, 1};

    /**
     * @param schema position of the schema's table
     * @param notes gets a text for each column that cannot be read
     */
    static ArrowSchema parse(byte[] bytes, int schema, Consumer<String> notes) {
        return new Parser(bytes, notes).parse(schema);
    }

    private static final class Parser {
        private final byte[] bytes;
        private final Consumer<String> notes;
        private int fields;
        private int nodes;
        private int buffers;
        private int texts; // bytes of them
        private boolean lost; // a type whose buffers cannot be counted came
        private ArrowType time;
        private ArrowType logTime;
        private boolean hasData;
        private final Map<String, ArrowType> components = new HashMap<>();

        Parser(byte[] bytes, Consumer<String> notes) {
            this.bytes = bytes;
            this.notes = notes;
        }

        ArrowSchema parse(int schema) {
            int vector = FlatBuffer.target(bytes, schema, SCHEMA_FIELDS);
            int count = vector == 0 ? 0 : FlatBuffer.count(bytes, vector, MAX_FIELDS);
            for (int i = 0; i < count && !lost; i++) {
                column(FlatBuffer.table(bytes, vector, i));
            }
            return new ArrowSchema(time, logTime, component("Scalar", this::isScalar), component("Position3D", Parser::isPositions) != null
                    ? components.get("Position3D") : component("Position2D", Parser::isPositions), component("Text", Parser::isTexts),
                    component("TextLogLevel", Parser::isTexts), component("Blob", Parser::isBlobs), hasData);
        }

        private ArrowType component(String name, java.util.function.Predicate<ArrowType> fits) {
            ArrowType type = components.get(name);
            if (type != null && !fits.test(type)) {
                notes.accept("a column " + name + " of a type that is not known");
                return null;
            }
            return type;
        }

        private boolean isScalar(ArrowType type) {
            return type.isList() && type.child().isFloating();
        }

        private static boolean isPositions(ArrowType type) {
            return type.isList() && type.child().kind() == ArrowType.FIXED_SIZE_LIST
                    && (type.child().width() == 2 || type.child().width() == 3) && type.child().child().isFloating();
        }

        private static boolean isTexts(ArrowType type) {
            return type.isList() && type.child().isText();
        }

        private static boolean isBlobs(ArrowType type) {
            return type.isList() && (type.child().isBinary() || type.child().isList()
                    && type.child().child().kind() == ArrowType.INT && type.child().child().width() == 1);
        }

        private void column(int field) {
            String name = text(FlatBuffer.target(bytes, field, FIELD_NAME));
            Map<String, String> metadata = metadata(FlatBuffer.target(bytes, field, FIELD_METADATA));
            ArrowType type = type(field, 0);
            if (type == null) {
                lost = true;
                notes.accept("a column " + name + " of a type that is not known");
                return;
            }
            if (type.kind() == ArrowType.DICTIONARY) {
                notes.accept("a column " + name + " with a dictionary");
                return;
            }
            switch (metadata.getOrDefault("kind", "")) {
                case "time", "index" -> index(metadata.getOrDefault("index_name", name), type);
                case "control" -> { }
                default -> data(name, metadata, type);
            }
        }

        private void index(String name, ArrowType type) {
            if (type.kind() == ArrowType.TIMESTAMP || type.kind() == ArrowType.INT && type.width() == 8) {
                if (name.equals("time")) {
                    time = type;
                } else if (name.equals("log_time")) {
                    logTime = type;
                }
            }
        }

        private void data(String name, Map<String, String> metadata, ArrowType type) {
            if (type.isList() && type.child().kind() == ArrowType.NULL || name.endsWith("Indicator")) {
                return;
            }
            hasData = true;
            String component = metadata.getOrDefault("component_type", metadata.getOrDefault("component_name", name));
            components.putIfAbsent(component.substring(component.lastIndexOf('.') + 1), type);
        }

        /** Null when its buffers cannot be counted. */
        private ArrowType type(int field, int depth) {
            if (++fields > MAX_FIELDS || depth > MAX_DEPTH) {
                throw new Damaged("its schema has more than " + MAX_FIELDS + " fields, or is more than " + MAX_DEPTH + " deep");
            }
            if (FlatBuffer.field(bytes, field, FIELD_DICTIONARY) != 0) { // type and children are those of its values
                buffers += ArrowType.buffers(ArrowType.DICTIONARY, false);
                return new ArrowType(ArrowType.DICTIONARY, 0, 0, List.of(), nodes++, buffers - 2);
            }
            int kind = FlatBuffer.u8(bytes, field, FIELD_TYPE_TYPE);
            int table = FlatBuffer.target(bytes, field, FIELD_TYPE);
            boolean dense = kind == ArrowType.UNION && table != 0 && FlatBuffer.i16(bytes, table, 0) == 1;
            int own = ArrowType.buffers(kind, dense);
            if (own < 0) {
                return null;
            }
            int node = nodes++;
            int buffer = buffers;
            buffers += own;
            List<ArrowType> children = new ArrayList<>();
            int vector = FlatBuffer.target(bytes, field, FIELD_CHILDREN);
            int count = vector == 0 ? 0 : FlatBuffer.count(bytes, vector, MAX_FIELDS);
            for (int i = 0; i < count; i++) {
                ArrowType child = type(FlatBuffer.table(bytes, vector, i), depth + 1);
                if (child == null) {
                    return null;
                }
                children.add(child);
            }
            boolean list = kind == ArrowType.LIST || kind == ArrowType.LARGE_LIST || kind == ArrowType.FIXED_SIZE_LIST;
            if (list && count != 1) {
                throw new Damaged("a list of " + count + " types");
            }
            return new ArrowType(kind, width(kind, table), unit(kind, table), list ? children : List.of(), node, buffer);
        }

        private int width(int kind, int table) {
            return table == 0 ? 0 : switch (kind) {
                case ArrowType.INT -> FlatBuffer.int32(bytes, table, 0) / 8;
                case ArrowType.FLOATING_POINT -> 2 << FlatBuffer.i16(bytes, table, 0);
                case ArrowType.FIXED_SIZE_BINARY, ArrowType.FIXED_SIZE_LIST -> FlatBuffer.int32(bytes, table, 0);
                default -> 0;
            };
        }

        private long unit(int kind, int table) {
            return kind != ArrowType.TIMESTAMP ? kind == ArrowType.INT ? 1 : 0
                    : NANOS_OF_UNIT[table == 0 ? 0 : FlatBuffer.i16(bytes, table, 0)];
        }

        /** Rerun's own, without {@code rerun.} (0.22) or {@code rerun:} (since). */
        private Map<String, String> metadata(int vector) {
            Map<String, String> all = new HashMap<>();
            int count = vector == 0 ? 0 : FlatBuffer.count(bytes, vector, MAX_METADATA);
            for (int i = 0; i < count; i++) {
                int pair = FlatBuffer.table(bytes, vector, i);
                String key = text(FlatBuffer.target(bytes, pair, 0));
                if (key.startsWith("rerun") && key.length() > 6) {
                    all.put(key.substring(6), text(FlatBuffer.target(bytes, pair, 1)));
                }
            }
            return all;
        }

        private String text(int at) {
            if (at == 0) {
                return "";
            }
            int length = FlatBuffer.count(bytes, at, MAX_TEXT);
            texts += length;
            if (texts > MAX_TEXTS) {
                throw new Damaged("its schema has texts of more than " + MAX_TEXTS + " bytes");
            }
            return new String(bytes, at + 4, length, StandardCharsets.UTF_8);
        }
    }
}

package depot.archive.recording;

import static depot.archive.recording.LittleEndian.i32;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The schemas that were seen. Nearly every row of a recording comes with its whole schema again, which differs only in the chunk's
 * id and size: one that is the same otherwise, byte for byte, is not parsed again. Entities that are not wanted are recognised by
 * their name alone. Bounded in number and in bytes; one thread.
 */
final class SchemaMemory {
    private static final int MAX_ENTITIES = 4096;
    private static final int MAX_SCHEMAS = 8; // of an entity
    private static final int MAX_METADATA = 64;
    /** Of all schemas together: beyond it all are forgotten, and parsed again as they come. */
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    /** Of all entities' names together. */
    private static final int MAX_NAME_BYTES = 1024 * 1024;
    /** What a schema takes besides its bytes, at the most. */
    private static final int SCHEMA_BYTES = 1024;
    private static final byte[] PREFIX = "rerun".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENTITY = "entity_path".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIZE = "heap_size_bytes".getBytes(StandardCharsets.US_ASCII);

    private final Predicate<String> wanted;
    private final Consumer<String> notes;
    private final Entity[] table = new Entity[2 * MAX_ENTITIES]; // open addressing
    private int entities;
    private int nameBytes;
    private int schemaBytes;
    // in the schema being compared: where the texts are that differ each time
    private int entityAt;
    private int idAt;
    private int sizeAt;

    /** An entity of the recording. */
    static final class Entity {
        final byte[] name;
        final String path;
        final boolean wanted;
        private final List<Known> schemas = new ArrayList<>();

        Entity(byte[] name, boolean wanted) {
            this.name = name;
            this.path = new String(name, StandardCharsets.UTF_8);
            this.wanted = wanted;
        }
    }

    /** @param holes starts and ends of what differs each time */
    private record Known(byte[] bytes, int[] holes, ArrowSchema schema) {
        int size() {
            return bytes.length + SCHEMA_BYTES;
        }
    }

    /** @param wanted is asked once for each entity */
    SchemaMemory(Predicate<String> wanted, Consumer<String> notes) {
        this.wanted = wanted;
        this.notes = notes;
    }

    /** The entity that a schema is of; null when it names none, or there are too many. @param schema position of its table */
    Entity entity(byte[] bytes, int schema) {
        entityAt = 0;
        idAt = 0;
        sizeAt = 0;
        int vector = FlatBuffer.target(bytes, schema, ArrowSchema.SCHEMA_METADATA);
        int count = vector == 0 ? 0 : FlatBuffer.count(bytes, vector, MAX_METADATA);
        for (int i = 0; i < count; i++) {
            int pair = FlatBuffer.table(bytes, vector, i);
            int key = FlatBuffer.target(bytes, pair, 0);
            int value = FlatBuffer.target(bytes, pair, 1);
            if (key == 0 || value == 0) {
                continue;
            }
            if (isKey(bytes, key, ENTITY)) {
                entityAt = value;
            } else if (isKey(bytes, key, ID)) {
                idAt = value;
            } else if (isKey(bytes, key, SIZE)) {
                sizeAt = value;
            }
        }
        return entityAt == 0 ? null : lookUp(bytes, entityAt + 4, FlatBuffer.count(bytes, entityAt, 4096));
    }

    private static boolean isKey(byte[] bytes, int text, byte[] name) {
        int length = i32(bytes, text);
        int from = text + 4;
        return length == PREFIX.length + 1 + name.length
                && Arrays.equals(bytes, from + PREFIX.length + 1, from + length, name, 0, name.length)
                && Arrays.equals(bytes, from, from + PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    private Entity lookUp(byte[] bytes, int at, int length) {
        int hash = length;
        for (int i = at; i < at + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        for (int slot = (hash ^ hash >>> 13) & table.length - 1; ; slot = slot + 1 & table.length - 1) {
            Entity found = table[slot];
            if (found == null) {
                if (entities == MAX_ENTITIES || nameBytes + length > MAX_NAME_BYTES) {
                    notes.accept("more than " + MAX_ENTITIES + " entities, or than " + MAX_NAME_BYTES / 1024 + " KB of their names");
                    return null;
                }
                entities++;
                nameBytes += length;
                byte[] name = Arrays.copyOfRange(bytes, at, at + length);
                table[slot] = new Entity(name, wanted.test(new String(name, StandardCharsets.UTF_8)));
                return table[slot];
            }
            if (Arrays.equals(found.name, 0, found.name.length, bytes, at, at + length)) {
                return found;
            }
        }
    }

    /**
     * The schema, parsed now or before. Called after {@link #entity}, for the same one.
     *
     * @param from where the message that holds it begins, and
     * @param end where it ends
     */
    ArrowSchema schema(Entity entity, byte[] bytes, int from, int end, int schema) {
        for (Known known : entity.schemas) {
            if (isSame(known, bytes, from, end)) {
                return known.schema;
            }
        }
        byte[] copy = Arrays.copyOfRange(bytes, from, end);
        Known known = new Known(copy, holes(bytes, from, end), ArrowSchema.parse(copy, schema - from, what ->
                notes.accept(what + " in " + entity.path)));
        keep(entity, known);
        return known.schema;
    }

    private void keep(Entity entity, Known known) {
        if (entity.schemas.size() == MAX_SCHEMAS) {
            schemaBytes -= entity.schemas.removeFirst().size();
        }
        if (schemaBytes + known.size() > MAX_BYTES) {
            for (Entity each : table) {
                if (each != null) {
                    each.schemas.clear();
                }
            }
            schemaBytes = 0;
        }
        entity.schemas.add(known);
        schemaBytes += known.size();
    }

    private int[] holes(byte[] bytes, int from, int end) {
        int[] texts = {Math.min(idAt, sizeAt), Math.max(idAt, sizeAt)};
        int[] holes = new int[4];
        int count = 0;
        long at = from; // the end of the hole before
        for (int text : texts) {
            if (text > 0) {
                long start = text + 4L;
                long until = start + i32(bytes, text);
                if (start < at || until < start || until > end) {
                    throw new Damaged("its id or its size leads outside its schema");
                }
                holes[count++] = (int) (start - from);
                holes[count++] = (int) (until - from);
                at = until;
            }
        }
        return Arrays.copyOf(holes, count);
    }

    private static boolean isSame(Known known, byte[] bytes, int from, int end) {
        byte[] old = known.bytes;
        if (old.length != end - from) {
            return false;
        }
        int at = 0;
        for (int i = 0; i < known.holes.length; i += 2) {
            int until = known.holes[i];
            if (!Arrays.equals(old, at, until, bytes, from + at, from + until)) {
                return false;
            }
            at = known.holes[i + 1];
        }
        return Arrays.equals(old, at, old.length, bytes, from + at, end);
    }
}

package depot.archive.recording;

import static depot.archive.recording.LittleEndian.i32;

import java.util.function.Consumer;

/**
 * Reads the rows of one Arrow IPC stream (columnar format 1.5, "Encapsulated message format"), and shows them.
 *
 * <pre>
 *  u32 0xFFFFFFFF  i32 bytes of metadata  metadata (a FlatBuffer: Message)  body
 *  the first is a schema, which names the entity; then record batches; i32 0, or nothing, at the end
 * </pre>
 *
 * A reader of its own, not Arrow's: see the README of archive. One thread; damaged bytes throw {@link Damaged} or
 * {@link IndexOutOfBoundsException}.
 */
final class ArrowStream {
    private static final int CONTINUATION = 0xFFFFFFFF;
    /** Of one message. A schema of the field's recorder has two or three kilobytes. */
    private static final int MAX_METADATA = 256 * 1024;

    private final RecordingListener listener;
    private final Consumer<String> notes;
    private final SchemaMemory schemas;
    private final Chunk chunk = new Chunk();
    private final Points points = new Points();
    private SchemaMemory.Entity entity;
    private ArrowSchema schema;

    ArrowStream(RecordingListener listener, Consumer<String> notes) {
        this.listener = listener;
        this.notes = notes;
        schemas = new SchemaMemory(listener::wants, notes);
    }

    void read(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        entity = null;
        schema = null;
        while (end - at >= 8) {
            int metadataBytes = i32(bytes, at + 4);
            if (i32(bytes, at) != CONTINUATION) {
                throw new Damaged("no message of Arrow begins here");
            }
            if (metadataBytes == 0) {
                return;
            }
            at += 8;
            if (metadataBytes < 0 || metadataBytes > Math.min(end - at, MAX_METADATA)) {
                throw new Damaged("metadata of " + Integer.toUnsignedString(metadataBytes) + " bytes");
            }
            int message = FlatBuffer.follow(bytes, at);
            long body = FlatBuffer.int64(bytes, message, ArrowSchema.MESSAGE_BODY_LENGTH);
            int bodyAt = at + metadataBytes;
            if (body < 0 || body > end - bodyAt) {
                throw new Damaged("a body of " + body + " bytes");
            }
            int header = FlatBuffer.target(bytes, message, ArrowSchema.MESSAGE_HEADER);
            if (!message(bytes, FlatBuffer.u8(bytes, message, ArrowSchema.MESSAGE_TYPE), header, at, bodyAt, (int) body)) {
                return; // the listener does not want it
            }
            at = bodyAt + (int) body;
        }
    }

    /** Whether what follows is wanted. */
    private boolean message(byte[] bytes, int type, int header, int from, int body, int bodyBytes) {
        switch (type) {
            case ArrowSchema.HEADER_SCHEMA -> {
                entity = schemas.entity(bytes, header);
                if (entity == null || !entity.wanted) {
                    return false;
                }
                schema = schemas.schema(entity, bytes, from, body, header);
                return schema.hasData();
            }
            case ArrowSchema.HEADER_RECORD_BATCH -> {
                if (schema == null) {
                    throw new Damaged("rows without a schema");
                }
                chunk.open(bytes, header, body, bodyBytes);
                for (int row = 0; row < chunk.rows(); row++) {
                    show(row);
                }
            }
            default -> notes.accept("a message of Arrow of kind " + type + " in " + (entity == null ? "?" : entity.path));
        }
        return true;
    }

    private void show(int row) {
        long own = schema.time() == null ? RecordingListener.NO_TIME : chunk.time(schema.time(), row);
        listener.row(entity.path, own);
        long nanos = own != RecordingListener.NO_TIME || schema.logTime() == null ? own : chunk.time(schema.logTime(), row);
        if (schema.scalar() != null && chunk.list(schema.scalar(), row)) {
            listener.scalar(entity.path, nanos, chunk.number(schema.scalar().child(), chunk.first()));
        }
        if (schema.positions() != null && chunk.list(schema.positions(), row)) {
            showPoints(nanos, schema.positions().child());
        }
        if (schema.text() != null && chunk.list(schema.text(), row)) {
            String text = chunk.text(schema.text().child(), chunk.first());
            boolean leveled = schema.level() != null && chunk.list(schema.level(), row);
            listener.text(entity.path, nanos, text, leveled ? chunk.text(schema.level().child(), chunk.first()) : "");
        }
        if (schema.blob() != null && chunk.list(schema.blob(), row)) {
            int at = chunk.blob(schema.blob().child(), chunk.first());
            listener.picture(entity.path, nanos, chunk.bytes(), at, chunk.count());
        }
    }

    private void showPoints(long nanos, ArrowType vector) {
        int dimensions = vector.width();
        int at = chunk.numbers(vector.child(), (long) chunk.first() * dimensions, (long) chunk.count() * dimensions);
        points.set(chunk.bytes(), at, chunk.count(), dimensions, vector.child().width());
        listener.points(entity.path, nanos, points);
    }
}

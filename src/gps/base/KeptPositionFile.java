package depot.gps.base;

import depot.common.files.DurableFile;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.gnss.Ecef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The kept position on disk: {@code DATA_DIR/base.json}, replaced as a whole. One thread at a time. */
public final class KeptPositionFile {
    private static final String NAME = "base.json";
    private static final long MAX_BYTES = 64 * 1024;
    private final Path file;
    private final DurableFile disk;

    public KeptPositionFile(Path directory) {
        file = directory.resolve(NAME);
        disk = new DurableFile(file);
    }

    /**
     * The position as last kept; empty when there is none.
     *
     * @throws IOException also when the file does not hold one: to go on without it could move the base
     */
    public Optional<KeptPosition> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is no kept position: it is too large");
        }
        try {
            JsonObject json = JsonObject.parse(Files.readAllBytes(file));
            return Optional.of(new KeptPosition(new Ecef(number(json, "x"), number(json, "y"), number(json, "z")),
                    number(json, "accuracy"), (long) number(json, "kept_at"), json.anyText("frame"), json.anyText("source")));
        } catch (BadInput e) {
            throw new IOException(file + " is no kept position: " + e.getMessage());
        }
    }

    private static double number(JsonObject json, String name) {
        return json.optionalNumber(name).orElseThrow(() -> BadInput.malformed("the field " + name + " is missing"));
    }

    /** It is on the disk when this returns. */
    public void write(KeptPosition kept) throws IOException {
        byte[] bytes = JsonText.write(json -> {
            json.writeStartObject();
            json.writeNumberField("x", kept.position().xMetres());
            json.writeNumberField("y", kept.position().yMetres());
            json.writeNumberField("z", kept.position().zMetres());
            json.writeNumberField("accuracy", kept.accuracyMetres());
            json.writeNumberField("kept_at", kept.keptAtMillis());
            if (kept.frame().isPresent()) {
                json.writeStringField("frame", kept.frame().get());
            }
            if (kept.source().isPresent()) {
                json.writeStringField("source", kept.source().get());
            }
            json.writeEndObject();
        });
        disk.write(bytes);
    }

    public void delete() throws IOException {
        disk.delete();
    }
}

package depot.discovery;

import depot.common.files.DurableFile;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roster on disk: {@code DATA_DIR/rovers.json}, replaced as a whole. Where a database is the registry, it also says which one that is,
 * which rovers that lacks, and which rows it had of the others. Used by one thread at a time.
 */
final class RosterFile {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    private static final String NAME = "rovers.json";
    private static final long ALWAYS_READ_BYTES = 64L * 1024 * 1024; // MAX_ROVERS may have been larger before
    /** The longest texts that a registration takes, of characters of three bytes. */
    static final int LARGEST_ROVER_BYTES = 3 * 1024;

    private final Path file;
    private final DurableFile disk;
    private final Registry registry;
    private Optional<UUID> readRegistry = Optional.empty();
    private final Set<String> readUnwritten = new HashSet<>();
    private final Map<String, Long> readRows = new HashMap<>();

    /** The registry that the roster is kept in besides. */
    interface Registry {
        Registry NONE = new Registry() {
            @Override
            public Optional<UUID> id() {
                return Optional.empty();
            }

            @Override
            public boolean isUnwritten(String roverId) {
                return false;
            }

            @Override
            public OptionalLong row(String roverId) {
                return OptionalLong.empty();
            }
        };

        /** Which one; empty for none. */
        Optional<UUID> id();

        /** Whether it may lack this rover. */
        boolean isUnwritten(String roverId);

        /** The version of the row that it has of this rover, or had before what it lacks; empty for none. */
        OptionalLong row(String roverId);
    }

    RosterFile(Path directory) {
        this(directory, Registry.NONE);
    }

    RosterFile(Path directory, Registry registry) {
        file = directory.resolve(NAME);
        disk = new DurableFile(file);
        this.registry = registry;
    }

    /** The registry that the file was written beside, as it was last read; empty for none. */
    Optional<UUID> readRegistry() {
        return readRegistry;
    }

    /** The rovers that {@link #readRegistry} may lack. */
    Set<String> readUnwritten() {
        return readUnwritten;
    }

    /** The versions of the rows that {@link #readRegistry} had, by the rovers' ids. */
    Map<String, Long> readRows() {
        return readRows;
    }

    /** The rovers as last written; none when there is no file. A file that cannot be read is put aside, not overwritten. */
    List<Rover> read(int maxRovers) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            if (Files.size(file) > maxBytes(maxRovers)) {
                throw BadInput.malformed("it is larger than " + maxBytes(maxRovers) + " bytes");
            }
            List<Rover> rovers = new ArrayList<>();
            JsonObject whole = JsonObject.parse(Files.readAllBytes(file));
            readRegistry = whole.anyText("registry").map(RosterFile::uuid);
            for (JsonObject json : whole.objects("rovers", Integer.MAX_VALUE).orElse(List.of())) {
                if (rovers.size() == maxRovers) {
                    log.warn("{} holds more than MAX_ROVERS={} rovers: the rest is left out", file, maxRovers);
                    break;
                }
                try {
                    rovers.add(rover(json));
                    if (json.optionalFlag("unwritten").orElse(false)) {
                        readUnwritten.add(rovers.getLast().id());
                    }
                    json.optionalNumber("row").ifPresent(version -> readRows.put(rovers.getLast().id(), (long) version));
                } catch (BadInput e) { // one that an older version took
                    log.warn("{}: a rover is left out, it will register anew: {}", file, e.getMessage());
                }
            }
            return rovers;
        } catch (BadInput e) {
            Path aside = file.resolveSibling(NAME + ".bad");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            log.warn("{} cannot be used ({}): put aside as {}, rovers will register anew", file, e.getMessage(), aside.getFileName());
            return List.of();
        }
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw BadInput.malformed("the field registry is no UUID");
        }
    }

    /** What a file of so many rovers may have. */
    static long maxBytes(int maxRovers) {
        return Math.clamp((long) maxRovers * LARGEST_ROVER_BYTES, ALWAYS_READ_BYTES, Integer.MAX_VALUE - 8); // an array's largest
    }

    private static Rover rover(JsonObject json) {
        Rover said = Registration.from(json).rover((long) json.optionalNumber("last_seen").orElse(0));
        return json.optionalFlag("online").orElse(false) ? said : said.offline();
    }

    /**
     * Replaces the file; it is on the disk when this returns.
     *
     * @return its size in bytes
     */
    int write(List<Rover> rovers) throws IOException {
        byte[] bytes = JsonText.write(json -> {
            Optional<UUID> beside = registry.id();
            json.writeStartObject();
            if (beside.isPresent()) {
                json.writeStringField("registry", beside.get().toString());
            }
            json.writeArrayFieldStart("rovers");
            for (Rover rover : rovers) {
                json.writeStartObject();
                json.writeStringField("id", rover.id());
                json.writeStringField("name", rover.name());
                json.writeStringField("address", rover.address());
                json.writeStringField("video_address", rover.videoAddress());
                json.writeNumberField("battery_voltage", rover.batteryVoltage());
                json.writeNumberField("mode", rover.mode());
                json.writeObjectFieldStart("pose");
                json.writeNumberField("x", rover.pose().x());
                json.writeNumberField("y", rover.pose().y());
                json.writeNumberField("theta", rover.pose().theta());
                json.writeEndObject();
                json.writeBooleanField("online", rover.online());
                json.writeNumberField("last_seen", rover.lastSeenMillis());
                if (beside.isPresent() && registry.isUnwritten(rover.id())) {
                    json.writeBooleanField("unwritten", true);
                }
                OptionalLong row = beside.isPresent() ? registry.row(rover.id()) : OptionalLong.empty();
                if (row.isPresent()) {
                    json.writeNumberField("row", row.getAsLong());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        disk.write(bytes);
        return bytes.length;
    }
}

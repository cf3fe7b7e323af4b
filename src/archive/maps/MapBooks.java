package depot.archive.maps;

import depot.common.GuardedBy;
import depot.common.files.DurableFile;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The maps and the sessions in them, and the files that hold this:
 *
 * <pre>
 *  MAPS_DIR/sessions.json            all sessions
 *  MAPS_DIR/index.json               the maps that have a result
 *  MAPS_DIR/NAME/manifest.json       one map
 * </pre>
 *
 * Each file is replaced as a whole. Manifests are authoritative, the index follows from them. Any thread may read and change.
 */
final class MapBooks {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.maps");
    static final String MANIFEST = "manifest.json";
    private static final int MAX_MAPS = 10_000;
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final Path folder;
    private final Time time;
    private final Object writing = new Object(); // taken before the other lock, which is never held while the disk writes
    @GuardedBy("writing") private final DurableFile sessionsFile;
    @GuardedBy("writing") private final DurableFile indexFile;
    @GuardedBy("this") private final Map<UUID, SessionEntry> sessions = new LinkedHashMap<>();
    @GuardedBy("this") private final Map<UUID, DepotMap> maps = new HashMap<>();

    /** Reads what is there. @param folder {@code MAPS_DIR}, which is there */
    MapBooks(Path folder, Time time) throws IOException {
        this.folder = folder;
        this.time = time;
        sessionsFile = new DurableFile(folder.resolve("sessions.json"));
        indexFile = new DurableFile(folder.resolve("index.json"));
        readSessions();
        readMaps();
    }

    private synchronized void readSessions() throws IOException {
        Path file = folder.resolve("sessions.json");
        if (!Files.exists(file)) {
            return;
        }
        try {
            // the file is a list, as the field's is; ours is read as a field
            String list = new String(Files.size(file) > MAX_BYTES ? new byte[] {'[', ']'} : Files.readAllBytes(file),
                    StandardCharsets.UTF_8);
            for (JsonObject each : JsonObject.parse("{\"sessions\":" + list + "}").objects("sessions", 1_000_000).orElse(List.of())) {
                SessionEntry entry = SessionEntry.from(each);
                sessions.put(entry.id(), entry);
            }
        } catch (BadInput e) {
            log.warn("{} cannot be used, and is made anew: {}", file, e.getMessage());
            Files.copy(file, folder.resolve("sessions.json.broken"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private synchronized void readMaps() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                Path manifest = each.resolve(MANIFEST);
                if (each.getFileName().toString().startsWith(".") || !Files.isRegularFile(manifest) || maps.size() == MAX_MAPS) {
                    continue;
                }
                try {
                    DepotMap map = DepotMap.from(JsonObject.parse(Files.readAllBytes(manifest)));
                    if (map.name().equals(each.getFileName().toString())) {
                        maps.put(map.id(), map);
                    }
                } catch (BadInput e) {
                    log.warn("{} is left out: {}", manifest, e.getMessage());
                }
            }
        }
    }

    synchronized Optional<SessionEntry> session(UUID id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** In no particular order. */
    synchronized List<SessionEntry> sessions() {
        return List.copyOf(sessions.values());
    }

    List<SessionEntry> sessionsNewestFirst() {
        return sessions().stream().sorted(Comparator.comparing(SessionEntry::startedAt).reversed().thenComparing(SessionEntry::id))
                .toList();
    }

    synchronized Optional<DepotMap> map(UUID id) {
        return Optional.ofNullable(maps.get(id));
    }

    /** Those that have a result, the newest first. */
    List<DepotMap> mapsNewestFirst() {
        return maps().stream().filter(map -> map.version() > 0)
                .sorted(Comparator.comparing(DepotMap::updatedAt).reversed().thenComparing(DepotMap::id)).toList();
    }

    /** Those without a result, too. */
    synchronized List<DepotMap> maps() {
        return List.copyOf(maps.values());
    }

    Path folder(DepotMap map) {
        return folder.resolve(map.name());
    }

    /** Changes sessions and writes them; on the disk when this returns. */
    void put(List<SessionEntry> changed) throws IOException {
        synchronized (writing) {
            List<SessionEntry> all;
            synchronized (this) {
                changed.forEach(entry -> sessions.put(entry.id(), entry));
                all = List.copyOf(sessions.values());
            }
            sessionsFile.write(JsonText.write(json -> {
                json.writeStartArray();
                for (SessionEntry entry : all) {
                    entry.write(json, entry.status());
                }
                json.writeEndArray();
            }));
        }
    }

    /** Takes a new map in, and writes its manifest and the index. */
    void begin(DepotMap map) throws IOException {
        synchronized (writing) {
            write(map);
        }
    }

    /**
     * Changes a map as it is then, and writes its manifest and the index.
     *
     * @param how only works out the new map
     * @throws java.util.NoSuchElementException when the map is not there any more
     */
    DepotMap change(UUID id, UnaryOperator<DepotMap> how) throws IOException {
        synchronized (writing) {
            DepotMap map = how.apply(map(id).orElseThrow());
            write(map);
            return map;
        }
    }

    @GuardedBy("writing")
    private void write(DepotMap map) throws IOException {
        Files.createDirectories(folder(map));
        new DurableFile(folder(map).resolve(MANIFEST)).write(map.manifest());
        synchronized (this) {
            maps.put(map.id(), map);
        }
        writeIndexFile();
    }

    /** Writes the index anew. */
    void writeIndex() throws IOException {
        synchronized (writing) {
            writeIndexFile();
        }
    }

    @GuardedBy("writing")
    private void writeIndexFile() throws IOException {
        List<DepotMap> all = mapsNewestFirst();
        String now = Instant.ofEpochMilli(time.millis()).toString();
        indexFile.write(JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("maps");
            for (DepotMap map : all) {
                map.writeEntry(json, false);
            }
            json.writeEndArray();
            json.writeStringField("updatedAt", now);
            json.writeStringField("updated_at", now); // the field's reader wants this one
            json.writeEndObject();
        }));
    }

    /** Forgets a map that never had a result. */
    void forget(DepotMap map) throws IOException {
        synchronized (writing) {
            synchronized (this) {
                maps.remove(map.id());
            }
            Files.deleteIfExists(folder(map).resolve(MANIFEST));
            try {
                Files.deleteIfExists(folder(map));
            } catch (java.nio.file.DirectoryNotEmptyException e) {
                log.debug("{} is not empty", folder(map));
            }
        }
    }

    /** A name that no map has, nor any folder. @param wanted letters, digits, dots, signs */
    String freeName(String wanted) {
        List<String> taken = new ArrayList<>();
        maps().forEach(map -> taken.add(map.name()));
        String name = wanted;
        for (int i = 2; taken.contains(name) || Files.exists(folder.resolve(name)); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }
}

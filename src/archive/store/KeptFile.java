package depot.archive.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.recordings.KeptNames;
import depot.recordings.SmallFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One file of a client's, and what there may be of it on the disk, all in one folder:
 *
 * <pre>
 *  NAME                  the file, whole
 *  NAME.zst              or, of a recording, kept small
 *  .depot-partial-HASH   what came so far of an upload that goes on, or was cut
 *  .depot-removed-HASH   the client removed it: it is kept, and not shown to clients
 * </pre>
 *
 * A name that ends with {@code .partial} is a client's own way to the same end: such a file is written in place.
 * Immutable: the disk's state at one moment. Any thread.
 */
final class KeptFile {
    private static final String PARTIAL = KeptNames.OWN + "-partial-";
    private static final String REMOVED = KeptNames.OWN + "-removed-";
    private static final int HASH_BYTES = 16;
    private static final int ATTEMPTS = 3;

    private final Path folder;
    private final String name;

    /** @param folder a real path */
    KeptFile(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** What a client sees. @param stored bytes on the disk */
    record Look(long bytes, long stored, BasicFileAttributes attributes, boolean whole) {}

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    /** The file under its own name. */
    Path path() {
        return folder.resolve(name);
    }

    Path small() {
        return folder.resolve(KeptNames.small(name));
    }

    /** Where an upload of it is written. */
    Path partial() {
        return KeptNames.isPartial(name) ? path() : folder.resolve(PARTIAL + hash());
    }

    Path removedMark() {
        return folder.resolve(REMOVED + hash());
    }

    /** Whether uploads of it are written under its own name. */
    boolean isPartialByName() {
        return KeptNames.isPartial(name);
    }

    boolean canBeSmall() {
        return KeptNames.isRecording(name);
    }

    /** Names may be as long as the disk allows, so that nothing can be put before or behind one. */
    private String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    static boolean isPartial(String name) {
        return KeptNames.isPartial(name) || name.startsWith(PARTIAL);
    }

    static boolean isRemovedMark(String name) {
        return name.startsWith(REMOVED);
    }

    /** Whether the client removed what is kept. */
    boolean isRemoved() {
        return Files.exists(removedMark(), NOFOLLOW_LINKS);
    }

    /** What a client sees under this name: the whole file or, where there is none, the part that has come so far. */
    Optional<Look> look() throws IOException {
        Optional<Look> whole = isRemoved() ? Optional.empty() : whole();
        return whole.isPresent() || isPartialByName() ? whole : regular(partial()).map(at -> new Look(at.size(), at.size(), at, false));
    }

    /** The whole file, removed or not. */
    Optional<Look> whole() throws IOException {
        Optional<BasicFileAttributes> plain = regular(path());
        if (plain.isPresent()) {
            return plain.map(at -> new Look(at.size(), at.size(), at, !isPartialByName()));
        }
        Optional<BasicFileAttributes> small = canBeSmall() ? regular(small()) : Optional.empty();
        if (small.isEmpty()) {
            return Optional.empty();
        }
        try (SmallFile file = SmallFile.open(small())) {
            return Optional.of(new Look(file.length(), small.get().size(), small.get(), true));
        } catch (NoSuchFileException e) {
            return regular(path()).map(at -> new Look(at.size(), at.size(), at, true)); // replaced this moment
        }
    }

    /** Opens what a client sees; the caller closes it. @param place named in the error when it is not there */
    SeekableByteChannel read(Place place) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Look look = look().orElseThrow(() -> new NoSuchFileException(place.toString()));
            try {
                Path file = look.whole() ? path() : partial();
                return regular(file).isPresent() ? KeptChannel.of(FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS))
                        : KeptChannel.of(SmallFile.open(small()));
            } catch (NoSuchFileException e) { // it was made small or replaced this moment
                if (attempt == ATTEMPTS) {
                    throw new NoSuchFileException(place.toString());
                }
            }
        }
    }

    /** Attributes of a regular file; anything else, a link too, is not there. */
    static Optional<BasicFileAttributes> regular(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(attributes) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}

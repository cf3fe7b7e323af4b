package depot.archive.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.common.GuardedBy;
import depot.recordings.KeptNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The folder of sessions as clients see and change it. A file is there whole or not at all, whatever a kill or a power cut
 * leaves; what a client removes is kept, and hidden from clients. (The steps are in {@link KeptFile} and {@link StoreChanges}.)
 *
 * <p>Any thread. All methods throw {@link FileSystemException} with a reason for a client. One lock makes the changes of
 * names follow each other; bytes are written, copied and forced to the disk without it.
 */
public final class Store {
        private final Folders folders;
    private final FreeSpace space;
    private final StoreEvents events;
    private final ReentrantLock changing = new ReentrantLock();
    @GuardedBy("changing") private final Uploads uploads = new Uploads();
    @GuardedBy("changing") private final StoreChanges changes = new StoreChanges(uploads);
    private final Receiving receiving;

    /** What a client sees. @param partial whether it is what came so far of an upload */
    public record Seen(boolean folder, long bytes, FileTime modified, FileTime accessed, FileTime created, boolean partial) {}

    /**
     * @param folder of the sessions; it is there
     * @throws IOException when it cannot be used
     */
    public Store(Path folder, FreeSpace space, StoreEvents events) throws IOException {
        folders = new Folders(folder.toRealPath());
        this.space = space;
        this.events = events;
        receiving = new Receiving(changing, uploads, changes, space, events);
    }

    /** What is at a place; empty when a client sees nothing there. */
    public Optional<Seen> look(Place place) throws IOException {
        Optional<Path> folder = folders.find(place);
        if (folder.isPresent()) {
            BasicFileAttributes at = Files.readAttributes(folder.get(), BasicFileAttributes.class, NOFOLLOW_LINKS);
            return Optional.of(new Seen(true, at.size(), at.lastModifiedTime(), at.lastAccessTime(), at.creationTime(), false));
        }
        Optional<KeptFile> file = file(place);
        return file.isEmpty() ? Optional.empty() : file.get().look().map(Store::seen);
    }

    private static Seen seen(KeptFile.Look look) {
        BasicFileAttributes at = look.attributes();
        return new Seen(false, look.bytes(), at.lastModifiedTime(), at.lastAccessTime(), at.creationTime(), !look.whole());
    }

    /** The file of a place whose folder is there, whether the file is or not; empty for names that no file can have. */
    private Optional<KeptFile> file(Place place) {
        if (place.isTop() || KeptNames.isOwn(place.name()) || KeptNames.isSmall(place.name())) {
            return Optional.empty();
        }
        return folders.find(place.parent()).map(folder -> new KeptFile(folder, place.name()));
    }

    private KeptFile fileIn(Place place) throws IOException {
        place.checkNew();
        return file(place).orElseThrow(() -> new NoSuchFileException(place.toString(), null, "its folder is not there"));
    }

    /** The names in a folder that a client sees; the caller closes it. */
    public Listing list(Place place) throws IOException {
        return Listing.of(folders.find(place).orElseThrow(() -> new NoSuchFileException(place.toString())));
    }

    /** Opens a file for reading; the caller closes it. */
    public SeekableByteChannel read(Place place) throws IOException {
        KeptFile file = file(place).orElseThrow(() -> new NoSuchFileException(place.toString()));
        return file.read(place);
    }

    /**
     * Begins an upload; the caller closes it.
     *
     * @param options as for a file: an upload that is there is continued, unless they contain {@code TRUNCATE_EXISTING}
     * @throws FreeSpace.DiskFull when the disk has no room
     */
    public Upload write(Place place, Set<? extends OpenOption> options) throws IOException {
        KeptFile file = fileIn(place);
        return receiving.begin(place, file, options);
    }

    /** Sets the time that clients compare by: of the upload that goes on, if one does, else of what is there. */
    public void setModified(Place place, FileTime time) throws IOException {
        if (folders.find(place).isPresent()) {
            return; // folders are not compared
        }
        KeptFile file = file(place).orElseThrow(() -> new NoSuchFileException(place.toString()));
        changing.lock();
        try {
            changes.setModified(file, place, time);
        } finally {
            changing.unlock();
        }
    }

    public void makeFolder(Place place) throws IOException {
        place.checkNew();
        changing.lock();
        try {
            Path parent = folders.find(place.parent()).orElseThrow(() -> new NoSuchFileException(place.toString()));
            if (!space.hasRoomFor(0)) {
                space.check();
            }
            Optional<Path> there = Folders.child(parent, place.name());
            if (there.isPresent() && Folders.isShown(there.get())) {
                throw new FileAlreadyExistsException(place.toString());
            }
            if (there.isPresent()) { // the client removed it, and makes it anew: what is in it was removed, and stays so
                Files.deleteIfExists(there.get().resolve(Folders.REMOVED));
                Folders.force(there.get());
            } else {
                Files.createDirectory(parent.resolve(place.name()));
                Folders.force(parent);
            }
        } finally {
            changing.unlock();
        }
    }

    /** Grants a removal: a whole file is kept, and hidden from clients. */
    public void removeFile(Place place) throws IOException {
        KeptFile file = file(place).orElseThrow(() -> new NoSuchFileException(place.toString()));
        boolean kept;
        changing.lock();
        try {
            kept = changes.remove(file, place);
        } finally {
            changing.unlock();
        }
        if (kept) {
            events.removed(place);
        }
    }

    /** As above; a folder in which nothing is kept goes. */
    public void removeFolder(Place place) throws IOException {
        if (place.isTop()) {
            throw new AccessDeniedException(place.toString(), null, "it stays");
        }
        changing.lock();
        try {
            Path folder = folders.find(place).orElseThrow(() -> new NoSuchFileException(place.toString()));
            changes.removeFolder(folder, place);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Gives a file or folder another name. An upload under a name of its own becomes the file by this.
     *
     * @param replace whether a file of the new name gives way; it does so in one step
     */
    public void rename(Place from, Place to, boolean replace) throws IOException {
        to.checkNew();
        if (from.isTop()) {
            throw new AccessDeniedException(from.toString(), null, "it keeps its name");
        }
        Optional<Path> folder = folders.find(from);
        if (folder.isPresent()) {
            renameFolder(folder.get(), from, to);
            return;
        }
        KeptFile source = fileIn(from);
        KeptFile target = fileIn(to);
        if (source.isPartialByName() && KeptFile.regular(source.path()).isPresent()) {
            try (FileChannel channel = FileChannel.open(source.path(), StandardOpenOption.WRITE, NOFOLLOW_LINKS)) {
                channel.force(true); // the closing client may not have
            }
        }
        long bytes;
        changing.lock();
        try {
            if (folders.find(to).isPresent()) {
                throw new FileAlreadyExistsException(to.toString(), null, "it is a folder");
            }
            bytes = changes.rename(source, target, from, to, replace);
        } finally {
            changing.unlock();
        }
        if (source.isPartialByName() && !target.isPartialByName()) {
            events.arrived(to, bytes);
        }
    }

    private void renameFolder(Path folder, Place from, Place to) throws IOException {
        changing.lock();
        try {
            Path parent = folders.find(to.parent()).orElseThrow(() -> new NotDirectoryException(to.parent().toString()));
            if (Files.exists(parent.resolve(to.name()), NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(to.toString());
            }
            if (uploads.anyBelow(folder)) {
                throw new FileSystemException(from.toString(), null, "an upload into it goes on");
            }
            Files.move(folder, parent.resolve(to.name()), StandardCopyOption.ATOMIC_MOVE);
            Folders.force(parent);
            Folders.force(folder.getParent());
        } finally {
            changing.unlock();
        }
    }

    /** The folder of sessions on the disk. */
    public Path top() {
        return folders.top();
    }

    /** Runs a task of archive's own that changes names in the folder, while no client's operation does. */
    public <T> T alone(IoTask<T> task) throws IOException {
        changing.lock();
        try {
            return task.run(uploads.targets());
        } finally {
            changing.unlock();
        }
    }

    /** Gets the files that uploads are being written to. */
    @FunctionalInterface
    public interface IoTask<T> {
        T run(java.util.List<Path> written) throws IOException;
    }

    /** Uploads that go on. */
    public int uploads() {
        changing.lock();
        try {
            return uploads.count();
        } finally {
            changing.unlock();
        }
    }
}

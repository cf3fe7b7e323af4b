package depot.archive.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;

/**
 * The steps by which files change, in an order in which a kill between any two leaves the old file or the new one, and
 * nothing is removed that must be kept. Called under the store's lock.
 */
final class StoreChanges {
    private final Uploads uploads;

    StoreChanges(Uploads uploads) {
        this.uploads = uploads;
    }

    /** Opens what an upload is written to. Returns the whole file that it goes on from, if it does from such a one. */
    Optional<KeptFile.Look> begin(Upload upload, Place place, Set<? extends OpenOption> options) throws IOException {
        KeptFile file = upload.file();
        if (Files.isDirectory(file.path(), NOFOLLOW_LINKS)) {
            throw new FileSystemException(place.toString(), null, "it is a folder");
        }
        Optional<KeptFile.Look> there = file.look();
        if (there.isPresent() && options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(place.toString());
        }
        if (there.isEmpty() && !options.contains(StandardOpenOption.CREATE) && !options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new NoSuchFileException(place.toString());
        }
        boolean goOn = there.isPresent() && !options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        boolean copy = goOn && there.get().whole();
        Optional<Upload> older = uploads.replaceAt(file.partial());
        if (!goOn || copy) { // another file than that of an older upload, whose client may write on
            Files.deleteIfExists(file.partial());
            upload.begin(FileChannel.open(file.partial(),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS)), 0);
        } else {
            try {
                goOn(upload, older.map(Upload::solid));
            } catch (IOException e) {
                older.ifPresent(uploads::restore); // so that its end leaves nothing behind a gap
                throw e;
            }
        }
        uploads.begin(upload);
        return copy ? there : Optional.empty();
    }

    /** @param solid what the older upload had without a gap, where it was not over */
    private static void goOn(Upload upload, Optional<Long> solid) throws IOException {
        FileChannel partial = FileChannel.open(upload.file().partial(),
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS));
        try {
            if (solid.isPresent()) {
                partial.truncate(solid.get());
            }
            upload.begin(partial, partial.size());
        } catch (IOException e) {
            partial.close();
            throw e;
        }
    }

    /** What came in is whole and on the disk: it becomes the file. */
    void finish(Upload upload) throws IOException {
        if (upload.isReplaced()) {
            throw new IOException("another upload of this file began meanwhile");
        }
        KeptFile file = upload.file();
        if (upload.modified() != null) {
            setTime(file.partial(), upload.modified());
        }
        if (!file.isPartialByName()) {
            become(file.partial(), file);
        }
        Folders.force(file.folder());
    }

    /** The old file gives way in one step; only then its small copy goes, and only then the file is shown again. */
    private static void become(Path source, KeptFile file) throws IOException {
        Files.move(source, file.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (file.canBeSmall()) {
            Files.deleteIfExists(file.small());
        }
        Files.deleteIfExists(file.removedMark());
    }

    void setModified(KeptFile file, Place place, FileTime time) throws IOException {
        Optional<Upload> upload = uploads.at(file.partial());
        if (upload.isPresent()) {
            upload.get().modified(time);
            return;
        }
        KeptFile.Look look = file.look().orElseThrow(() -> new NoSuchFileException(place.toString()));
        Path path = !look.whole() ? file.partial() : KeptFile.regular(file.path()).isPresent() ? file.path() : file.small();
        setTime(path, time);
    }

    private static void setTime(Path path, FileTime time) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW_LINKS).setTimes(time, null, null);
    }

    /** Removes a file for its client; returns whether it is kept, hidden. A file that was never whole is deleted. */
    boolean remove(KeptFile file, Place place) throws IOException {
        KeptFile.Look look = file.look().orElseThrow(() -> new NoSuchFileException(place.toString()));
        uploads.replaceAt(file.partial());
        if (look.whole()) {
            Files.createFile(file.removedMark());
        }
        Files.deleteIfExists(file.partial());
        Folders.force(file.folder());
        return look.whole();
    }

    void removeFolder(Path folder, Place place) throws IOException {
        try (Listing shown = Listing.of(folder)) {
            if (uploads.anyBelow(folder) || shown.hasNext()) {
                throw new DirectoryNotEmptyException(place.toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        boolean empty;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            empty = !entries.iterator().hasNext();
        }
        if (empty) {
            Files.delete(folder);
            Folders.force(folder.getParent());
        } else {
            Files.createFile(folder.resolve(Folders.REMOVED));
            Folders.force(folder);
        }
    }

    /** Returns the file's bytes. */
    long rename(KeptFile source, KeptFile target, Place from, Place to, boolean replace) throws IOException {
        KeptFile.Look look = source.look().orElseThrow(() -> new NoSuchFileException(from.toString()));
        if (uploads.at(source.partial()).isPresent() || !look.whole() && !source.isPartialByName()) {
            throw new FileSystemException(from.toString(), null, "its upload is not over");
        }
        if (source.path().equals(target.path())) {
            return look.bytes();
        }
        Optional<KeptFile.Look> there = target.look().filter(KeptFile.Look::whole);
        if (there.isPresent() && !replace) {
            throw new FileAlreadyExistsException(to.toString());
        }
        if (KeptFile.regular(source.path()).isPresent()) {
            become(source.path(), target);
        } else if (target.canBeSmall()) {
            Files.deleteIfExists(target.path());
            Files.move(source.small(), target.small(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(target.removedMark());
        } else {
            throw new FileSystemException(to.toString(), null, "the name of a recording that is kept small ends with .rrd");
        }
        if (source.canBeSmall()) {
            Files.deleteIfExists(source.small());
        }
        if (!target.isPartialByName()) {
            uploads.replaceAt(target.partial());
            Files.deleteIfExists(target.partial());
        }
        Folders.force(target.folder());
        Folders.force(source.folder());
        return look.bytes();
    }
}

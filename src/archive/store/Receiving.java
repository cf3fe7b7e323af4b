package depot.archive.store;

import depot.common.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads from their beginning to their end. Any thread. */
final class Receiving {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.store");
    private static final int COPIED_AT_A_TIME = 1024 * 1024;

    private final ReentrantLock changing; // the store's
    @GuardedBy("changing") private final Uploads uploads;
    @GuardedBy("changing") private final StoreChanges changes;
    private final FreeSpace space;
    private final StoreEvents events;
    private final AtomicBoolean full = new AtomicBoolean(); // whether a full disk was logged

    Receiving(ReentrantLock changing, Uploads uploads, StoreChanges changes, FreeSpace space, StoreEvents events) {
        this.changing = changing;
        this.uploads = uploads;
        this.changes = changes;
        this.space = space;
        this.events = events;
    }

    /** @throws FreeSpace.DiskFull when the disk has no room */
    Upload begin(Place place, KeptFile file, Set<? extends OpenOption> options) throws IOException {
        try {
            space.check();
        } catch (FreeSpace.DiskFull e) {
            failed(e);
            throw e;
        }
        Upload upload = new Upload(this, place, file, space);
        Optional<KeptFile.Look> goneOnFrom;
        changing.lock();
        try {
            goneOnFrom = changes.begin(upload, place, options);
        } finally {
            changing.unlock();
        }
        try {
            if (goneOnFrom.isPresent()) {
                copy(place, file, goneOnFrom.get(), upload.channel());
                upload.goesOnFrom(upload.size());
            }
            return upload;
        } catch (IOException | RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    /** An upload that goes on from a whole file is one of its own, as the file is to stay whole until the end. */
    private void copy(Place place, KeptFile file, KeptFile.Look whole, FileChannel to) throws IOException {
        if (!space.hasRoomFor(whole.bytes())) {
            space.check();
            throw new FileSystemException(place.toString(), null,
                    "the depot's disk has no room to go on from a copy of what is there: upload it anew");
        }
        try (SeekableByteChannel from = file.read(place)) {
            to.position(0);
            ByteBuffer buffer = ByteBuffer.allocate(COPIED_AT_A_TIME);
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        }
    }

    /** Called when an upload is closed: the file is whole, and forced to the disk. */
    void finish(Upload upload) throws IOException {
        long bytes = upload.size();
        changing.lock();
        try {
            changes.finish(upload);
        } finally {
            changing.unlock();
        }
        if (!upload.file().isPartialByName()) {
            events.arrived(upload.place(), bytes);
        }
        if (full.getAndSet(false)) {
            log.info("uploads are taken in again");
        }
    }

    /** Called when an upload is over, however it ended. */
    void ended(Upload upload) throws IOException {
        changing.lock();
        try {
            uploads.end(upload);
            if (!upload.isReplaced()) {
                upload.dropBehindGap();
            }
        } finally {
            changing.unlock();
        }
    }

    void cameIn(int bytes) {
        events.cameIn(bytes);
    }

    void failed(IOException e) {
        if (e instanceof FreeSpace.DiskFull) {
            events.refused("disk-full");
            if (!full.getAndSet(true)) {
                log.warn("uploads are refused: {}", e.getMessage());
            }
        } else {
            events.refused("failed");
        }
    }
}

package depot.common.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A small file of the service's own that is only ever replaced as a whole: a kill or a power cut leaves the old content
 * or the new one. It is on the disk when a method returns. For one thread at a time.
 */
public final class DurableFile {
    private final Path file;
    private final Path next;

    /** @param file in a folder that is there; another with {@code .next} behind its name is used beside it */
    public DurableFile(Path file) {
        this.file = file;
        next = file.resolveSibling(file.getFileName() + ".next");
    }

    public void write(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    /** Does nothing where there is none. */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
        forceFolder();
    }

    /** Forces the folder as well, so that the name, too, is on the disk. */
    private void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}

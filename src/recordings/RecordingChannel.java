package depot.recordings;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A recording read from its beginning, as it came or unpacked where it is kept small. Its length is what it was when it was opened;
 * what is appended meanwhile is read, too. One thread.
 */
public final class RecordingChannel implements ReadableByteChannel {
    private final FileChannel plain; // one of the two
    private final SmallFile small;
    private final long length;
    private final long modifiedMillis;
    private long position;

    private RecordingChannel(FileChannel plain, SmallFile small, long length, long modifiedMillis) {
        this.plain = plain;
        this.small = small;
        this.length = length;
        this.modifiedMillis = modifiedMillis;
    }

    /** What is known of a recording without opening it. @param bytes on the disk */
    public record Stamp(Path file, long bytes, long modifiedMillis, Object key) {}

    /** The file that a recording is in; empty where there is none. Links are not followed. */
    public static Optional<Stamp> find(Path folder, String name) throws IOException {
        Optional<Stamp> plain = stamp(folder.resolve(name));
        return plain.isPresent() || !KeptNames.isRecording(name) ? plain : stamp(folder.resolve(KeptNames.small(name)));
    }

    private static Optional<Stamp> stamp(Path file) throws IOException {
        try {
            BasicFileAttributes at = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return at.isRegularFile() ? Optional.of(new Stamp(file, at.size(), at.lastModifiedTime().toMillis(), at.fileKey()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Opens what {@link #find} found; the caller closes it. */
    public static RecordingChannel open(Stamp stamp) throws IOException {
        FileChannel channel = FileChannel.open(stamp.file(), StandardOpenOption.READ, NOFOLLOW_LINKS);
        try {
            if (!KeptNames.isSmall(stamp.file().getFileName().toString())) {
                return new RecordingChannel(channel, null, channel.size(), stamp.modifiedMillis());
            }
            SmallFile small = SmallFile.of(channel);
            return new RecordingChannel(null, small, small.length(), stamp.modifiedMillis());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Bytes of the recording, unpacked. */
    public long length() {
        return length;
    }

    public long modifiedMillis() {
        return modifiedMillis;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = plain != null ? plain.read(into, position) : small.read(into, position);
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public boolean isOpen() {
        return plain != null ? plain.isOpen() : small.stored().isOpen();
    }

    @Override
    public void close() throws IOException {
        if (plain != null) {
            plain.close();
        } else {
            small.close();
        }
    }
}

package depot.common.http;

import depot.common.json.JsonText;
import depot.common.threads.DiskThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * Answers with a file that is only ever replaced as a whole: ranges, conditions (RFC 9110, sections 13 and 14), a piece in memory at a
 * time. Any thread.
 */
public final class FileAnswer {
    private static final int PIECE = 64 * 1024;

    private final DiskThreads disk;

    /** @param disk what reads the files */
    public FileAnswer(DiskThreads disk) {
        this.disk = disk;
    }

    /**
     * The file, or the part of it that is asked for.
     *
     * @param what the file is, in words for the 404
     * @throws Refused 404 when it is not there
     */
    public Response of(Request request, Path file, String contentType, String what, Instant now) throws IOException {
        FileChannel channel = null;
        try {
            channel = disk.open(() -> FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            FileChannel opened = channel;
            Stamp stamp = disk.call(() -> new Stamp(opened.size(), attributes(file).lastModifiedTime(), attributes(file).fileKey()));
            return answer(request, channel, stamp, contentType, now).closing(channel);
        } catch (NoSuchFileException e) {
            close(channel);
            throw Refused.notFound(what + " not found");
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void close(FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private Response answer(Request request, FileChannel channel, Stamp stamp, String contentType, Instant now) {
        Validators validators = Validators.of(stamp);
        if (validators.isAnother(request.header("If-Match"), request.header("If-Unmodified-Since"))) {
            return described(Response.json(412, JsonText.pair("error", "the file has changed")), validators);
        }
        if (validators.notModified(request.header("If-None-Match"), request.header("If-Modified-Since"))) {
            return described(Response.empty(304), validators);
        }
        long bytes = stamp.bytes();
        return switch (range(request, validators, bytes, now)) {
            case ByteRange.Whole() -> content(200, channel, 0, bytes, contentType, validators);
            case ByteRange.Part part -> content(206, channel, part.first(), part.length(), contentType, validators)
                    .with("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + bytes);
            case ByteRange.Unsatisfiable() ->
                    Response.json(416, JsonText.pair("error", "the file has " + bytes + " bytes, none of them in that range"))
                            .with("Content-Range", "bytes */" + bytes);
        };
    }

    /** Ranges are for GET alone, and only where the client's other parts are of the same file. */
    private static ByteRange range(Request request, Validators validators, long bytes, Instant now) {
        Optional<String> range = request.header("Range");
        boolean counts = range.isPresent() && request.method().equals("GET") && validators.partFits(request.header("If-Range"), now);
        return counts ? ByteRange.of(range.get(), bytes) : new ByteRange.Whole();
    }

    private Response content(int status, FileChannel channel, long first, long count, String contentType, Validators validators) {
        return described(Response.stream(status, contentType, count, out -> copy(channel, first, count, out)), validators);
    }

    private void copy(FileChannel channel, long first, long count, OutputStream out) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, Math.max(count, 1))];
        for (long at = first; at < first + count; ) {
            long from = at;
            int length = (int) Math.min(piece.length, first + count - at);
            int read = disk.callInTurn(() -> channel.read(ByteBuffer.wrap(piece, 0, length), from));
            if (read < 0) {
                throw new IOException("the file was cut short while it was read");
            }
            out.write(piece, 0, read);
            at += read;
        }
    }

    private static Response described(Response response, Validators validators) {
        return response.with("ETag", validators.tag().header())
                .with("Last-Modified", validators.lastModified())
                .with("Accept-Ranges", "bytes")
                .with("Cache-Control", "no-cache");
    }
}

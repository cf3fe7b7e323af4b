package depot.common.http;

import depot.common.json.JsonText;
import java.io.Closeable;
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

    private final Downloads downloads;

    public FileAnswer(Downloads downloads) {
        this.downloads = downloads;
    }

    /** As it was when it was opened. */
    private record Opened(FileChannel channel, Stamp stamp) implements Closeable {
        static Opened of(Path file) throws IOException {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return new Opened(channel, new Stamp(channel.size(), attributes.lastModifiedTime(), attributes.fileKey()));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * The file, or the part of it that is asked for.
     *
     * @param what the file is, in words for the 404
     * @throws Refused 404 when it is not there, 503 when there are as many downloads as may be
     */
    public Response of(Request request, Path file, String contentType, String what, Instant now) throws IOException {
        Downloads.Download<Opened> download;
        try {
            download = downloads.open(() -> Opened.of(file));
        } catch (NoSuchFileException e) {
            throw Refused.notFound(what + " not found");
        }
        try {
            return answer(request, download.file().channel(), download.file().stamp(), contentType, now).closing(download);
        } catch (RuntimeException e) {
            download.close();
            throw e;
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
            int read = downloads.disk().callInTurn(() -> channel.read(ByteBuffer.wrap(piece, 0, length), from));
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

package depot.common.http;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A small file in one of our jars, as an answer that clients may keep and ask about. Thread-safe. */
public final class PackedFile {
    private static final int TAG_BYTES = 16;

    private final String resource;
    private final String contentType;
    private volatile Content content; // written by the first thread that asks; two at once write the same

    private record Content(byte[] bytes, EntityTag tag) {}

    private PackedFile(String resource, String contentType) {
        this.resource = resource;
        this.contentType = contentType;
    }

    /** Empty where there is no such file. It is not read yet, as the start should not wait for a file that no client has asked for. */
    public static Optional<PackedFile> of(String resource, String contentType) {
        return PackedFile.class.getResource(resource) == null ? Optional.empty() : Optional.of(new PackedFile(resource, contentType));
    }

    /** The file, or 304 where the client has it. */
    public Response answer(Request request) throws IOException {
        Content known = content();
        boolean has = request.headers("If-None-Match").stream().anyMatch(known.tag::isIn);
        Response response = has ? Response.empty(304) : Response.bytes(200, contentType, known.bytes);
        return response.with("ETag", known.tag.header())
                .with("Cache-Control", "no-cache"); // kept, and asked about: an update shows at once
    }

    /** Read once, and kept. */
    private Content content() throws IOException {
        Content known = content;
        if (known == null) {
            try (InputStream in = PackedFile.class.getResourceAsStream(resource)) {
                byte[] bytes = in.readAllBytes();
                known = new Content(bytes, new EntityTag(digest(bytes)));
                content = known;
            }
        }
        return known;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}

package depot.discovery.page;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/** A file of the web page, as it lies in the jar of the part {@code console}. Thread-safe. */
final class PageFile {
    static final String INDEX = "index.html";
    private static final String FOLDER = "depot/console/";
    private static final int TAG_BYTES = 16;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final String path;
    private volatile Content content; // written by whoever asks first, or by two, with the same

    /** @param tag a strong entity tag, quotes included */
    record Content(byte[] bytes, String tag) {}

    private PageFile(String path) {
        this.path = path;
    }

    /** All there are; none are read yet, as the start should not wait for a page that nobody has asked for. */
    static List<PageFile> all() throws IOException {
        URL index = PageFile.class.getResource("/" + FOLDER + INDEX);
        if (index == null) {
            return List.of(); // a service without its page still serves its calls
        }
        JarURLConnection connection = (JarURLConnection) index.openConnection();
        connection.setUseCaches(false); // the jar that is closed below is then ours alone
        try (JarFile jar = connection.getJarFile()) {
            return jar.stream().filter(entry -> entry.getName().startsWith(FOLDER) && !entry.isDirectory())
                    .map(entry -> new PageFile(entry.getName().substring(FOLDER.length()))).toList();
        }
    }

    /** Below the page's address, such as {@code js/main.js}. */
    String path() {
        return path;
    }

    String contentType() {
        return TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    }

    /** Read once, and kept: they are small. */
    Content content() throws IOException {
        Content known = content;
        if (known == null) {
            try (InputStream in = PageFile.class.getResourceAsStream("/" + FOLDER + path)) {
                byte[] bytes = in.readAllBytes();
                known = new Content(bytes, tag(bytes));
                content = known;
            }
        }
        return known;
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}

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
import java.util.zip.ZipEntry;

/**
 * A file of the web page, as it lies in the jar of the part {@code console}. Immutable.
 *
 * @param path below the page's address, such as {@code js/main.js}
 * @param tag a strong entity tag, quotes included
 */
record PageFile(String path, String contentType, byte[] bytes, String tag) {
    private static final String FOLDER = "depot/console/";
    static final String INDEX = "index.html";
    private static final int TAG_BYTES = 16;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "webmanifest", "application/manifest+json");

    /** All there are. They are few and small, and so kept in memory: reading them is some milliseconds, once. */
    static List<PageFile> all() throws IOException {
        URL index = PageFile.class.getResource("/" + FOLDER + INDEX);
        if (index == null) {
            return List.of(); // a service without its page still serves its calls
        }
        JarURLConnection connection = (JarURLConnection) index.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            List<ZipEntry> entries = jar.stream().filter(entry -> entry.getName().startsWith(FOLDER) && !entry.isDirectory())
                    .map(ZipEntry.class::cast).toList();
            PageFile[] files = new PageFile[entries.size()];
            for (int i = 0; i < files.length; i++) {
                try (InputStream in = jar.getInputStream(entries.get(i))) {
                    files[i] = of(entries.get(i).getName().substring(FOLDER.length()), in.readAllBytes());
                }
            }
            return List.of(files);
        }
    }

    private static PageFile of(String path, byte[] bytes) {
        String ending = path.substring(path.lastIndexOf('.') + 1);
        return new PageFile(path, TYPES.getOrDefault(ending, "application/octet-stream"), bytes, tag(bytes));
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

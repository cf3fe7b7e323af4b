package depot.discovery.page;

import depot.common.http.PackedFile;
import depot.common.http.Request;
import depot.common.http.Response;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/** A file of the web page, as it lies in the jar of the part {@code console}. Thread-safe. */
final class PageFile {
    static final String INDEX = "index.html";
    private static final String FOLDER = "depot/console/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final String path;
    private final PackedFile file;

    private PageFile(String path) {
        this.path = path;
        file = PackedFile.of("/" + FOLDER + path, contentType(path)).orElseThrow();
    }

    /** All files of the page; none is read yet, so that the start does not wait for a page that no browser has asked for. */
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

    private static String contentType(String path) {
        return TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    }

    /** The file, or that the browser has it. */
    Response answer(Request request) throws IOException {
        return file.answer(request);
    }
}

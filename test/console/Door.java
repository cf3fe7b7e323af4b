package depot.console;

import depot.support.Await;
import depot.support.Busybox;
import depot.support.KeptPort;
import depot.support.RawHttp;
import depot.support.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The console's nginx with the files that compose mounts, moved to free ports and a folder of the test's. One thread. */
final class Door implements AutoCloseable {
    private static final Path SOURCES = Path.of(System.getProperty("depot.root", "."), "src").toAbsolutePath();
    private static final Path MIME_TYPES = Path.of("/etc/nginx/mime.types");
    private final int port = KeptPort.choose();
    private final int tlsPort;
    private final int metricsPort;
    private final Path log;
    private final Process process;

    /**
     * Skips the test where nginx is not installed.
     *
     * @param services port by name
     * @param settings name, value, name, value: of its environment
     */
    Door(Path folder, Map<String, Integer> services, String... settings) throws Exception {
        Tool.assumeInstalled("nginx");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(MIME_TYPES), "nginx's own files are elsewhere");
        Map<String, String> moved = new LinkedHashMap<>();
        moved.put("/tmp/", folder + "/"); // first: the folder itself is likely to be below that
        moved.put("/etc/nginx/depot", folder.toString());
        moved.put("listen 8080", "listen 127.0.0.1:" + port);
        tlsPort = KeptPort.choose();
        moved.put("listen 8443", "listen 127.0.0.1:" + tlsPort);
        moved.put("/run/tls/", folder + "/tls/");
        metricsPort = KeptPort.choose();
        moved.put("listen 8082", "listen 127.0.0.1:" + metricsPort);
        moved.put("listen 127.0.0.1:8081", "listen 127.0.0.1:" + KeptPort.choose());
        moved.put("/usr/share/nginx/html", SOURCES.resolve("console").toString());
        if (System.getProperty("user.name").equals("root")) { // its workers would be somebody else, who may not look into the folder
            moved.put("daemon off;", "daemon off; user root;");
        }
        services.forEach((name, at) -> moved.put("set $service " + name + ":", "set $service 127.0.0.1:" + at + "; # "));
        for (String name : List.of("nginx.conf", "service.conf", "start.sh")) {
            String text = Files.readString(SOURCES.resolve("monitoring/nginx").resolve(name));
            for (Map.Entry<String, String> each : moved.entrySet()) {
                text = text.replace(each.getKey(), each.getValue());
            }
            Files.writeString(folder.resolve(name), text);
        }
        log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder("sh", folder.resolve("start.sh").toString()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PATH", builder.environment().get("PATH") + ":/usr/sbin:/sbin");
        Busybox.use(builder, folder.resolve("busybox"));
        for (int i = 0; i < settings.length; i += 2) {
            builder.environment().put(settings[i], settings[i + 1]);
        }
        process = builder.start();
        Await.until("nginx serves", () -> !process.isAlive() || answers());
        if (!process.isAlive()) {
            throw new AssertionError("nginx did not start: " + log());
        }
    }

    private boolean answers() {
        try {
            return RawHttp.status(port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") > 0;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** What Prometheus asks. */
    int metricsPort() {
        return metricsPort;
    }

    int tlsPort() {
        return tlsPort;
    }

    /** Has nginx read its files again. */
    void reload() throws Exception {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    String log() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        process.destroy(); // nginx itself: the script became it
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gps.source.PluggedReceiver;
import depot.support.Await;
import depot.support.Json;
import depot.support.KeptPort;
import depot.support.Tool;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command in gps's READMEs is run, and does what the README says; other names and ports aside. */
class ReadmeLinesTest {
    private static final Pattern RUN = Pattern.compile("(?:GPS_SOURCE=('?)(\\S*)\\1 )?\\./build\\.sh run gps.*");
    private static final int SECONDS = 20;
    @TempDir
    Path folder;

    /** In the test's folder. @return what it printed; fails when it does not end well */
    private String sh(String line, String input) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", line).directory(folder.toFile()).redirectErrorStream(true).start();
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), line);
            assertEquals(0, process.exitValue(), () -> line + ": " + said);
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String here(String line, TestGps gps) {
        return line.replaceAll("(depot|localhost):4880", "127.0.0.1:" + gps.port())
                .replaceAll("(depot|localhost):2101", "127.0.0.1:" + gps.casterPort());
    }

    @Test
    void eachIsOfAKindThatIsRunHere() {
        for (String line : GpsReadme.commands()) {
            assertTrue(RUN.matcher(line).matches() || line.matches("(?s)(curl|str2str|gpsd|java) .*|(salt|hash)=.*|echo .*"), () ->
                    "nobody runs: " + line);
        }
    }

    @Test
    void curl() throws Exception {
        Tool.assumeInstalled("curl");
        try (PluggedReceiver _ = new PluggedReceiver(folder.resolve("tty"), Set.of()); TestGps gps = TestGps.start(folder, "GPS_SOURCE",
                "serial:" + folder.resolve("tty"),
                "NTRIP_PASSWORD", "secret", "GPS_RECORD_DIR", folder.resolve("rec").toString())) {
            gps.await("it has a fix", () -> gps.status().containsKey("latitude"));
            for (String line : GpsReadme.commandsWith("curl")) {
                if (line.contains("base/keep")) {
                    gps.await("the survey is done", () -> "done".equals(Json.object(gps.status().get("survey")).get("state")));
                } else if (line.contains("| od")) {
                    gps.await("corrections are usable", () ->
                            Boolean.TRUE.equals(Json.object(gps.status().get("corrections")).get("usable")));
                }
                String said = sh(here(line, gps), "");
                assertFalse(said.isBlank() || said.contains("\"error\""), () -> line + ": " + said);
                assertTrue(!line.contains("2101") || said.contains("STR;RTCM3") || said.strip().startsWith("d3 "), () -> line + ": "
                        + said);
            }
            Map<String, Object> kept = Json.object(gps.api().get("/base").json().get("kept"));
            assertEquals("AUSPOS, 24 h", kept.get("source"));
            assertEquals("ITRF2020 at 2026.9", kept.get("frame"));
        }
    }

    @Test
    void theService() throws Exception {
        Files.write(folder.resolve("capture.ubx"), Captures.read("f9p-base-mixed-a.log"));
        for (String line : GpsReadme.commands()) {
            Matcher run = RUN.matcher(line);
            if (run.matches() && run.group(2) != null) {
                try (TestGps gps = TestGps.start(folder, "GPS_SOURCE", run.group(2)
                        .replace("capture.ubx", folder.resolve("capture.ubx").toString()))) {
                    boolean file = run.group(2).startsWith("file:");
                    gps.await(line, () -> gps.status().get("connected").equals(file));
                }
            }
        }
    }

    @Test
    void clientsOfOthers() throws Exception {
        Tool.assumeInstalled("str2str");
        Tool.assumeInstalled("gpsd");
        Tool.assumeInstalled("gpspipe");
        int port = KeptPort.choose();
        Captures.read("f9p-base-mixed-a.log");
        try (TestGps gps = TestGps.start(folder, "NTRIP_PASSWORD", "secret", "GPS_SOURCE",
                "file:" + Captures.folder().orElseThrow().toAbsolutePath().resolve("f9p-base-mixed-a.log") + "?rate=20000&loop=true")) {
            gps.await("connected", true);
            try (Tool _ = tool(GpsReadme.commandsWith("str2str").getFirst(), gps, 0);
                    Tool _ = tool(GpsReadme.commandsWith("gpsd").getFirst(),
                    gps, port)) {
                Path pulled = folder.resolve("corrections.rtcm3");
                Await.until("corrections in a file", () -> Files.exists(pulled) && Files.size(pulled) > 1000);
                Await.until("gpsd's JSON", () -> {
                    try {
                        return sh("gpspipe -w -n 30 -x 3 127.0.0.1:" + port, "").contains("\"class\":\"RTCM3\"");
                    } catch (AssertionError e) {
                        return false; // it does not listen yet
                    }
                });
            }
        }
    }

    private Tool tool(String line, TestGps gps, int port) throws IOException {
        List<String> words = List.of(here(line, gps).replaceFirst("\\s+#.*", "").replace("2948", Integer.toString(port))
                .replace("corrections.rtcm3",
                folder.resolve("corrections.rtcm3").toString()).split("\\s+"));
        return Tool.start(words.getFirst(), words.subList(1, words.size()).toArray(new String[0]));
    }

    @Test
    void usersOfTheirOwn() throws Exception {
        Tool.assumeInstalled("openssl");
        Tool.assumeInstalled("xxd");
        Path users = folder.resolve("users");
        List<String> byHand = GpsReadme.blocks("sh").stream().filter(block -> block.startsWith("salt=")).toList();
        assertEquals(1, byHand.size());
        sh(byHand.getFirst(), "");
        checkUsers(users);
        Files.delete(users);
        String made = GpsReadme.commandsWith("java").getFirst().replace("java -cp build/jars/depot-gps.jar",
                Path.of(System.getProperty("java.home"), "bin/java") + " -cp '" + absolute(System.getProperty("java.class.path")) + "'");
        sh(made, "secret\n");
        checkUsers(users);
    }

    private static String absolute(String classPath) {
        return String.join(File.pathSeparator, java.util.Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).toList());
    }

    private void checkUsers(Path users) throws Exception {
        try (TestGps gps = TestGps.start(folder, "NTRIP_USERS_FILE", users.toString())) {
            for (String password : List.of("secret", "wrong")) {
                try (Socket socket = new Socket("127.0.0.1", gps.casterPort())) {
                    String credentials = Base64.getEncoder().encodeToString(("mower-3:" + password).getBytes(StandardCharsets.US_ASCII));
                    socket.setSoTimeout(SECONDS * 1000);
                    socket.getOutputStream().write(("GET /RTCM3 HTTP/1.0\r\nAuthorization: Basic " + credentials + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                    assertEquals(password.equals("secret") ? "ICY 200 OK\r\n" : "HTTP/1.0 401", answer);
                }
            }
        }
    }
}

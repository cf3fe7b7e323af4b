package depot.house;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import depot.dispatch.Dispatch;
import depot.recordings.SessionFolder;
import depot.sim.recording.DriveRecording;
import depot.sim.recording.Yard;
import depot.support.Api;
import depot.support.Await;
import depot.support.Documents;
import depot.support.Json;
import depot.support.Shell;
import depot.support.TestDatabase;
import depot.support.TestService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands in the documents are run here, against services that run, and prints what the comment behind it promises: each word
 * in double quotes is in the answer. What is not run is in a list that says why.
 */
class CommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root"));

    /** Commands that begin so are not run. */
    private static final Map<String, String> NOT_RUN = Map.ofEntries(
            entry("./build.sh demo", "goes on until Ctrl-C, at the usual ports: .ci/first-minutes does that"),
            entry("./build.sh run sim", "wants services at the usual ports: DemoTest and SimProcessTest run a fleet"),
            entry("./build.sh run load fleet", "seven seconds of a thousand rovers; the line above it is run"),
            entry("./build.sh run ", "goes on until Ctrl-C, at the usual ports: .ci/first-minutes does that"),
            entry("./build.sh test", "this is one of them"),
            entry("./build.sh lint", "a test run begins with it"),
            entry("./build.sh coverage", "runs all tests"),
            entry("./build.sh mutate", "takes minutes"),
            entry("./build.sh images", "wants Docker: CI builds them"),
            entry("cp .env.example .env", "for the line below it, which wants Docker; SettingsTest and ComposeTest read the file"),
            entry("git pull", "wants where this came from"),
            entry("docker ", "wants Docker: CI brings compose up, ImagesTest has containers"),
            entry("kubectl kustomize", "KubernetesTest does it for every overlay"),
            entry("kubectl ", "wants a cluster"),
            entry("SFTP_PASSWORD=… ./build.sh run archive", "goes on until Ctrl-C, at the usual ports; the service runs here"),
            entry("rclone sync", "RealClientsTest has rovers' own flags, where rclone is installed"),
            entry("sftp ", "asks for a password at a terminal: RealClientsTest drives it"));

    /** Documents whose commands another test runs, as they want a receiver, or a caster's clients. */
    private static final Map<String, String> ELSEWHERE = Map.of("src/gps/README.md", "depot.gps.ReadmeLinesTest",
            "src/gps/caster/README.md", "depot.gps.ReadmeLinesTest");

    private static final String LOAD = "./build.sh run load";
    private static final Pattern PROMISE = Pattern.compile("\"\\w+\"");
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)=\\$\\(");
    private static final Pattern BUILD = Pattern.compile("\\./build\\.sh ([a-z]+)(?: ([a-z]+)(?=[ `\\n]))?");
    private static final long START = 1_795_912_916_000_000_000L;

    @TempDir
    static Path folder;

    private static TestService discovery;
    private static TestDatabase database;
    private static Dispatch dispatch;
    private static ArchiveService archive;
    private static Map<String, String> environment;

    @BeforeAll
    static void start() throws Exception {
        discovery = TestService.start(Files.createDirectories(folder.resolve("discovery")));
        database = TestDatabase.create();
        dispatch = Dispatch.start(Map.of("PORT", "0", "DATABASE_URL", database.url(), "ROVER_SETTLE", "10ms",
                "DATA_DIR", Files.createDirectories(folder.resolve("dispatch")).toString()));
        record(folder.resolve("archive/sessions/frog-0/sessions/2026-11-29T00-41-56"));
        archive = ArchiveService.start(folder.resolve("archive"));
        environment = Map.of("ID", session(), "ZONE", zone(), "JAVA", System.getProperty("depot.java", "java"));
    }

    private static void record(Path session) throws IOException {
        DriveRecording drive = new DriveRecording("frog-0-2026-11-29T00-41-56", new Yard(7));
        drive.mode(START, "Autonomous");
        for (int i = 0; i < 20; i++) {
            drive.add(START + i * 500_000_000L, i, 1, 0, 50);
        }
        Path file = Files.write(Files.createDirectories(session).resolve("session.rrd"), drive.bytes());
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }

    /** The id of that recording, once it was read. */
    private static String session() throws Exception {
        String id = SessionFolder.id("frog-0", "2026-11-29T00-41-56").toString();
        Await.until("the recording was read", () -> archive.api().get("/sessions/" + id + "/summary").status() == 200);
        return id;
    }

    /** One that was changed twice. */
    private static String zone() throws Exception {
        Api api = new Api(dispatch.port());
        String zone = "{\"name\":\"Yard\",\"waypoints\":[{\"x\":0,\"y\":0},{\"x\":5,\"y\":0}]}";
        String id = (String) api.post("/zones", zone).json().get("id");
        for (int i = 0; i < 2; i++) {
            assertEquals(200, api.send("PUT", "/zones/" + id, zone.replace("5", "6" + i).getBytes(StandardCharsets.UTF_8)).status());
        }
        return id;
    }

    @AfterAll
    static void end() throws Exception {
        try (TestService _ = discovery; TestDatabase _ = database; Dispatch _ = dispatch; ArchiveService _ = archive) {
            assertTrue(true); // each is closed, whatever was started
        }
    }

    static List<String> documents() {
        return Documents.all().stream().filter(document -> !ELSEWHERE.containsKey(document) && !commands(document).isEmpty()).toList();
    }

    private static List<Documents.Command> commands(String document) {
        return Documents.blocks(document).stream().filter(block -> block.language().equals("sh"))
                .flatMap(block -> block.commands().stream()).toList();
    }

    /** @return the entry of the list, where the command is in it */
    private static Optional<String> whyNot(String command) {
        Optional<String> longest = NOT_RUN.keySet().stream().filter((command + " ")::startsWith).max(Comparator.comparing(String::length));
        return command.startsWith(LOAD) ? longest.filter(start -> start.startsWith(LOAD)) : longest;
    }

    /** The ports of the services that run here, and our programs by their jars. */
    private static String here(String command) {
        return command.replaceAll("(localhost|depot|127\\.0\\.0\\.1):4860", "127.0.0.1:" + discovery.port())
                .replaceAll("(localhost|depot|127\\.0\\.0\\.1):4890", "127.0.0.1:" + dispatch.port())
                .replaceAll("(localhost|depot|127\\.0\\.0\\.1):4870", "127.0.0.1:" + archive.api().port())
                .replace("/dev/udp/127.0.0.1/8089", "/dev/udp/127.0.0.1/" + discovery.telemetryPort())
                .replace(LOAD, "\"$JAVA\" -jar '" + ROOT + "/build/jars/depot-load.jar'")
                .replace("./build.sh", "'" + ROOT + "/build.sh'");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theyRun(String document) throws Exception {
        try (Shell shell = Shell.start(Files.createDirectories(folder.resolve("shell")), environment)) {
            shell.run("curl() { command curl -sS --fail-with-body --max-time 20 \"$@\"; }");
            for (Documents.Command command : commands(document)) {
                if (whyNot(command.text()).isEmpty()) {
                    run(shell, document + ": " + command.text(), here(command.text()), command.note());
                }
            }
            if (document.equals("README.md")) {
                theDeveloperConsole(shell);
            }
        }
    }

    private static void run(Shell shell, String what, String command, String note) throws Exception {
        List<String> promised = PROMISE.matcher(note).results().map(MatchResult::group).toList();
        boolean asks = command.startsWith("curl") && !command.contains(" -d ") && !command.contains(" -X ");
        Await.until(what + " prints " + promised, Duration.ofSeconds(10), () -> {
            Shell.Answer answer = shell.run(command);
            assertEquals(0, answer.status(), () -> what + ": " + answer.output());
            boolean kept = promised.stream().allMatch(answer.output()::contains);
            // what was said a moment ago by datagram may not have been read; nothing else is said twice
            assertTrue(kept || asks, () -> what + " does not print " + promised + " but " + answer.output());
            return kept;
        });
        Matcher assignment = ASSIGNMENT.matcher(command);
        if (assignment.lookingAt()) {
            assertFalse(shell.run("echo $" + assignment.group(1)).output().isBlank(), what);
        }
    }

    /** Lines of the README for a browser's developer console, typed into Node: when what a line needs is there, as a reader would. */
    private static void theDeveloperConsole(Shell shell) throws Exception {
        if (shell.run("command -v node").status() != 0) {
            return; // the page's own tests need a browser; these lines are its usual API
        }
        Path console = Files.writeString(folder.resolve("console.js"), """
                const lines = require('fs').readFileSync(process.argv[2], 'utf8').split('\\n').filter(Boolean);
                const sockets = [];
                let said = 0;
                globalThis.WebSocket = class extends WebSocket { constructor(url) { super(url); sockets.push(this); } };
                const print = console.log;
                console.log = (...words) => { said++; print(...words); };
                const until = async (what, done) => {
                  for (const end = Date.now() + 20000; !done();) {
                    if (Date.now() > end) throw new Error(what + ' did not come');
                    await new Promise(next => setTimeout(next, 5));
                  }
                };
                (async () => {
                  for (const line of lines) {
                    if (/^\\w+\\.send/.test(line)) await until('the connection', () => sockets.every(each => each.readyState === 1));
                    if (/\\btask\\./.test(line) && !/onmessage/.test(line)) await until('the task', () => globalThis.task?.task_id);
                    (0, eval)(line);
                  }
                  await until('the connection', () => sockets.every(each => each.readyState === 1 && each.bufferedAmount === 0));
                  if (lines.some(line => /console\\.log/.test(line))) await until('a message', () => said > 0);
                  sockets.forEach(each => each.close());
                  await until('the end', () => sockets.every(each => each.readyState === 3));
                  process.exit(0);
                })().catch(error => { print(String(error)); process.exit(1); });
                """);
        int blocks = 0;
        for (Documents.Block block : Documents.blocks("README.md")) {
            if (block.language().equals("js")) {
                Path lines = Files.writeString(folder.resolve("lines.js"), here(block.text()));
                Shell.Answer answer = shell.run("NODE_NO_WARNINGS=1 node --experimental-websocket '" + console + "' '" + lines + "'");
                assertEquals(0, answer.status(), () -> block.text() + answer.output());
                blocks++;
            }
        }
        assertEquals(3, blocks);
        Await.until("the task is done", () -> Json.objects(new Api(dispatch.port()).get("/tasks").text()).stream()
                .allMatch(task -> task.get("status").equals("done")));
        Await.until("its heartbeat came", () -> discovery.api().rover("bvr-02")
                .filter(rover -> rover.get("batteryVoltage").equals(23.9)).isPresent());
    }

    @Test
    void whatIsLeftOutStandsSomewhere() throws Exception {
        Set<String> unused = new TreeSet<>(NOT_RUN.keySet());
        documents().forEach(document -> commands(document).forEach(command -> whyNot(command.text()).ifPresent(unused::remove)));
        assertEquals(Set.of(), unused);
        for (Map.Entry<String, String> other : ELSEWHERE.entrySet()) {
            Class.forName(other.getValue());
            assertFalse(commands(other.getKey()).isEmpty(), other.getKey());
        }
    }

    /** Also where they stand in the midst of a sentence. */
    @Test
    void everyCommandOfBuildShIsOne() throws IOException {
        String script = Files.readString(ROOT.resolve("build.sh"));
        Matcher list = Pattern.compile("COMMANDS='([^']*)'").matcher(script);
        assertTrue(list.find());
        Set<String> commands = new TreeSet<>(Set.of(list.group(1).split(" ")));
        commands.add("help");
        Set<String> programs = Set.of("discovery", "archive", "dispatch", "gps", "sim", "load");
        List<String> wrong = new ArrayList<>();
        for (String document : Documents.all()) {
            BUILD.matcher(Documents.text(document)).results().forEach(found -> {
                if (!commands.contains(found.group(1))
                        || found.group(1).equals("run") && found.group(2) != null && !programs.contains(found.group(2))) {
                    wrong.add(document + ": " + found.group());
                }
            });
        }
        assertEquals(List.of(), wrong);
        commands.forEach(command -> assertTrue(Pattern.compile("(?m)^  " + command + "\\b").matcher(script).find(),
                () -> "help does not mention " + command));
    }
}

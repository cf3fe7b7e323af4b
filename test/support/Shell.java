package depot.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A bash that is given one command after the other, as somebody types them: variables stay. Ended with the test. One thread. */
public final class Shell implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String END = "\036";

    private final Process process;
    private final Writer typed;
    private final BufferedReader printed;

    /** @param status what it ended with @param output of both kinds */
    public record Answer(int status, String output) {}

    private Shell(Process process) {
        this.process = process;
        typed = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        printed = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param folder where it starts; HOME is there too */
    public static Shell start(Path folder, Map<String, String> environment) throws IOException {
        Tool.assumeInstalled("bash");
        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc").directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        return new Shell(builder.start());
    }

    /** Waits until the command has ended. */
    public Answer run(String command) throws Exception {
        typed.write("{ " + command + "\n} </dev/null; printf '\\n" + "\\036%s\\n' $?\n");
        typed.flush();
        try {
            return CompletableFuture.supplyAsync(this::answer).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close();
            throw new AssertionError("it goes on and on: " + command);
        }
    }

    private Answer answer() {
        try {
            StringBuilder output = new StringBuilder();
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                if (line.startsWith(END)) {
                    return new Answer(Integer.parseInt(line.substring(1)), output.toString().strip());
                }
                output.append(line).append('\n');
            }
            throw new AssertionError("the shell has ended: " + output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

package depot.archive.sftp;

import depot.archive.ArchiveService;
import depot.support.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The clients of the field, as programs: Debian's rclone, with the rovers' own flags, and OpenSSH's. One thread. */
final class Clients {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final List<String> OPENSSH = List.of("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o",
            "NumberOfPasswordPrompts=1",
            "-o", "LogLevel=ERROR", "-F", "/dev/null");

    private final Path folder;
    private final int port;

    /** How a program ended, and what it wrote. */
    record Ended(int status, String output) {}

    /** @param folder for what the clients need */
    Clients(Path folder, int port) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.port = port;
        Path askpass = folder.resolve("askpass");
        if (!Files.exists(askpass)) {
            Files.writeString(askpass, "#!/bin/sh\necho '" + ArchiveService.PASSWORD + "'\n");
            Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Begins a program; its output goes to a file, so that it never waits for us. */
    Process begin(List<String> command) throws IOException {
        Tool.assumeInstalled(command.getFirst());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(Map.of("SSH_ASKPASS", folder.resolve("askpass").toString(), "SSH_ASKPASS_REQUIRE", "force", "HOME",
                folder.toString()));
        builder.environment().keySet().removeAll(List.of("SSH_AUTH_SOCK"));
        return builder.start();
    }

    Ended end(Process process) throws Exception {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it runs on: " + output());
        }
        return new Ended(process.exitValue(), output());
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
    }

    Ended run(List<String> command) throws Exception {
        return end(begin(command));
    }

    /** What a rover runs every 15 minutes. @param recordings its folder of them, one folder each */
    List<String> sync(Path recordings, String rover) throws Exception {
        return rclone("sync", recordings.toString(), ":sftp:sessions/" + rover + "/sessions", "--include", "session.rrd", "--include",
                "metadata.json");
    }

    List<String> rclone(String... arguments) throws Exception {
        Tool.assumeInstalled("rclone");
        List<String> command = new ArrayList<>(List.of("rclone"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", "/dev/null", "--sftp-host", "127.0.0.1", "--sftp-port", Integer.toString(port), "--sftp-user",
                "bvr",
                "--sftp-pass", obscured(), "--retries", "1", "--low-level-retries", "1", "-v"));
        return command;
    }

    private static String obscured() throws Exception {
        Process process = new ProcessBuilder("rclone", "obscure", ArchiveService.PASSWORD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** OpenSSH's sftp with commands, by password. */
    List<String> sftp(String... commands) throws IOException {
        return openSsh("sftp", List.of("-q", "-o", "BatchMode=no", "-o", "PubkeyAuthentication=no", "-b", batch(commands), "-P",
                Integer.toString(port)));
    }

    /** And by key. */
    List<String> sftpBy(Path key, String... commands) throws IOException {
        return openSsh("sftp", List.of("-q", "-o", "PasswordAuthentication=no", "-o", "IdentitiesOnly=yes", "-i", key.toString(), "-b",
                batch(commands),
                "-P", Integer.toString(port)));
    }

    /** OpenSSH's ssh, by password. */
    List<String> ssh(List<String> options, String... command) {
        List<String> all = new ArrayList<>(List.of("-o", "PubkeyAuthentication=no", "-p", Integer.toString(port)));
        all.addAll(options);
        List<String> whole = openSsh("ssh", all);
        whole.addAll(List.of(command));
        return whole;
    }

    private String batch(String... commands) throws IOException {
        return Files.writeString(folder.resolve("commands"), String.join("\n", commands) + "\n").toString();
    }

    private static List<String> openSsh(String program, List<String> options) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(OPENSSH);
        command.addAll(options);
        command.add("bvr@127.0.0.1");
        return command;
    }
}

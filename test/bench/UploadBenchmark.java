package depot.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How fast a recording comes in: by OpenSSH's client to archive, and to OpenSSH's own server, beside a plain copy that is forced to the
 * disk. The same client, key and cipher for both servers.
 */
final class UploadBenchmark implements Bench.Benchmark {
    private static final int MEGABYTES = 256;
    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> CIPHERS = List.of("aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com");
    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    @Override
    public String name() {
        return "upload";
    }

    @Override
    public String note() {
        return MEGABYTES + " MB of random bytes, medians of " + ROUNDS
                + " rounds. Client and server share the machine. rclone asks for aes128-gcm, OpenSSH's sftp for chacha20-poly1305.";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("to", "to"), Column.text("cipher", "cipher"), Column.number("MB/s", "megabytesPerSecond", 0),
                Column.number("server CPU s/GB", "serverCpuPerGigabyte", 2));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("depot-upload");
        try {
            return run(stage, folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private static List<Map<String, Object>> run(Stage stage, Path folder) throws IOException, InterruptedException {
        Path recording = write(folder.resolve("session.rrd"));
        Path key = folder.resolve("key");
        end(new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).start());
        Path keys = folder.resolve("key.pub");
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row("a plain copy", "", MedianTime.of(ROUNDS, () -> copy(recording, folder.resolve("copy"))), 0));
        int sftpPort = freePort();
        try (Stage.Service archive = stage.archive(Map.of("SFTP_PORT", "" + sftpPort, "SFTP_AUTHORIZED_KEYS", keys.toString(),
                "SESSIONS_FREE_GB", "0"))) {
            for (String cipher : CIPHERS) {
                rows.add(uploads("archive", cipher, archive.pid(), folder, sftpPort, "bvr", "/sessions/session.rrd", recording));
                stage.say("archive, " + cipher);
            }
        }
        if (!Files.isExecutable(SSHD)) {
            stage.say("OpenSSH's server is not here");
            return rows;
        }
        int port = freePort();
        Process sshd = startSshd(folder, port, keys);
        try {
            for (String cipher : CIPHERS) {
                rows.add(uploads("OpenSSH's server", cipher, sshd.pid(), folder, port, System.getProperty("user.name"),
                        folder.resolve("there").toString(), recording));
                stage.say("OpenSSH's server, " + cipher);
            }
        } finally {
            sshd.destroy();
            sshd.waitFor(5, TimeUnit.SECONDS);
        }
        return rows;
    }

    private static Path write(Path file) throws IOException {
        byte[] piece = new byte[1_000_000];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < MEGABYTES; i++) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
        return file;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.deleteIfExists(to);
        Files.copy(from, to);
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Of the user's own, with keys only. */
    private static Process startSshd(Path folder, int port, Path keys) throws IOException, InterruptedException {
        Path hostKey = folder.resolve("host");
        end(new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey.toString()).start());
        Files.createDirectories(Path.of("/run/sshd"));
        Path authorized = Files.copy(keys, folder.resolve("authorized_keys"));
        Files.setPosixFilePermissions(authorized, PosixFilePermissions.fromString("rw-------"));
        Path config = Files.writeString(folder.resolve("sshd_config"), """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s
                PermitRootLogin yes
                PasswordAuthentication no
                StrictModes no
                PidFile none
                Subsystem sftp internal-sftp
                """.formatted(port, hostKey, authorized));
        return new ProcessBuilder(SSHD.toString(), "-D", "-f", config.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static Map<String, Object> uploads(String to, String cipher, long server, Path folder, int port, String user, String target,
            Path recording)
            throws IOException, InterruptedException {
        Path commands = Files.writeString(folder.resolve("commands"), "put " + recording + " " + target + "\n");
        List<String> command = List.of("sftp", "-q", "-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o",
                "UserKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes",
                "-i", folder.resolve("key").toString(), "-c", cipher, "-P", "" + port, "-b", commands.toString(), user + "@127.0.0.1");
        MedianTime.Round upload = () -> end(new ProcessBuilder(command).redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        upload.run(); // the first is not counted: the JVM learns
        try (Usage usage = Usage.watchFamily(server)) {
            long from = System.nanoTime();
            double seconds = MedianTime.of(ROUNDS, upload);
            long until = System.nanoTime();
            double cpu = usage.processors(from, until) * (until - from) / 1e9;
            return row(to, cipher, seconds, cpu / (ROUNDS * MEGABYTES / 1000.0));
        }
    }

    private static void end(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("it did not end in time");
        }
        if (process.exitValue() != 0) {
            throw new IOException("it ended with status " + process.exitValue());
        }
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Map<String, Object> row(String to, String cipher, double seconds, double cpuPerGigabyte) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("to", to);
        row.put("cipher", cipher.split("@")[0]);
        row.put("megabytesPerSecond", MEGABYTES / seconds);
        if (cpuPerGigabyte > 0) {
            row.put("serverCpuPerGigabyte", cpuPerGigabyte);
        }
        return row;
    }
}

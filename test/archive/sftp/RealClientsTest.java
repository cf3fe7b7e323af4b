package depot.archive.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import depot.recordings.SmallFileWriter;
import depot.support.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rovers' own client, rclone, and OpenSSH's, against the service. */
class RealClientsTest {
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-11-29T00:45:00Z"));
    private static final String FOLDER = "2026-11-29T00-41-56";

    @TempDir
    Path temp;
    ArchiveService archive;
    Clients clients;
    Path rover; // the folder of recordings on a rover

    @BeforeEach
    void start() throws Exception {
        archive = ArchiveService.start(temp.resolve("depot"));
        clients = new Clients(temp.resolve("client"), archive.sftpPort());
        rover = Files.createDirectories(temp.resolve("rover"));
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    /** Random bytes: none can be mistaken for others. */
    private static Path write(Path file, int bytes, long seed) throws IOException {
        Files.createDirectories(file.getParent());
        Random random = new Random(seed);
        byte[] piece = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int left = bytes; left > 0; left -= piece.length) {
                random.nextBytes(piece);
                out.write(piece, 0, Math.min(piece.length, left));
            }
        }
        return Files.setLastModifiedTime(file, TIME);
    }

    private Path kept(String folder, String file) {
        return archive.sessions().resolve("frog-0/sessions").resolve(folder).resolve(file);
    }

    private String sync() throws Exception {
        Clients.Ended ended = clients.run(clients.sync(rover, "frog-0"));
        assertEquals(0, ended.status(), ended.output());
        return ended.output();
    }

    /** Of what rovers brought: archive keeps its summary beside it. */
    private List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith(".depot-")).sorted().toList();
        }
    }

    @Test
    void aRoversSyncBringsWhatIsNewAndWhatHasGrownAndNothingElse() throws Exception {
        Path recording = write(rover.resolve(FOLDER + "/session.rrd"), 3_000_000, 1);
        write(rover.resolve(FOLDER + "/other.txt"), 10, 2);
        sync();
        assertEquals(-1, Files.mismatch(recording, kept(FOLDER, "session.rrd")));
        assertEquals(TIME, Files.getLastModifiedTime(kept(FOLDER, "session.rrd")));
        assertEquals(List.of("session.rrd"), names(kept(FOLDER, "x").getParent()));
        assertTrue(sync().contains("There was nothing to transfer"));
        write(recording, 3_500_000, 1);
        sync();
        assertEquals(-1, Files.mismatch(recording, kept(FOLDER, "session.rrd")));
        String metrics = archive.api().get("/metrics").text();
        assertTrue(metrics.contains("depot_archive_files_total 2.0") && metrics.contains("depot_archive_bytes_in_total 6500000.0"),
                metrics);
        assertTrue(metrics.contains("depot_archive_last_arrival_timestamp_seconds{rover=\"frog-0\",}"), metrics);
    }

    @Test
    void whatTheRoverRotatedAwayStaysHereAndIsNotSeenByIt() throws Exception {
        Path old = write(rover.resolve("2026-11-28T10-00-00/session.rrd"), 300_000, 3);
        write(rover.resolve("2026-11-28T10-00-00/metadata.json"), 30, 4);
        write(rover.resolve(FOLDER + "/session.rrd"), 200_000, 5);
        sync();
        Path copy = temp.resolve("copy.rrd");
        Files.copy(old, copy);
        Files.delete(old);
        Files.delete(rover.resolve("2026-11-28T10-00-00/metadata.json"));
        Files.delete(rover.resolve("2026-11-28T10-00-00"));
        assertTrue(sync().contains("Deleted"));
        assertTrue(sync().contains("There was nothing to transfer"));
        assertEquals(-1, Files.mismatch(copy, kept("2026-11-28T10-00-00", "session.rrd")));
        Clients.Ended list = clients.run(clients.rclone("lsf", "-R", ":sftp:sessions"));
        assertFalse(list.output().contains("2026-11-28"), list.output());
        assertTrue(list.output().contains(FOLDER + "/session.rrd"), list.output());
    }

    @Test
    void aSmallRecordingIsUpToDateForRcloneAndReadAsItWas() throws Exception {
        Path recording = rover.resolve(FOLDER + "/session.rrd");
        Files.createDirectories(recording.getParent());
        Files.writeString(recording, "many words ".repeat(300_000));
        Files.setLastModifiedTime(recording, TIME);
        sync();
        Path kept = kept(FOLDER, "session.rrd");
        Path small = kept(FOLDER, "session.rrd.zst");
        try (FileChannel channel = FileChannel.open(kept)) {
            SmallFileWriter.write(channel, channel.size(), "", small);
        }
        Files.setLastModifiedTime(small, TIME);
        Files.delete(kept);
        assertTrue(sync().contains("There was nothing to transfer"));
        Clients.Ended check = clients.run(clients.rclone("check", "--download", rover.toString(), ":sftp:/sessions/frog-0/sessions"));
        assertEquals(0, check.status(), check.output());
        Files.writeString(recording, "many words ".repeat(300_001));
        sync();
        assertEquals(-1, Files.mismatch(recording, kept));
        assertEquals(List.of("session.rrd"), names(kept.getParent()));
    }

    @Test
    void logsGoBesideTheSessions() throws Exception {
        write(rover.resolve("bvr.log"), 5_000, 6);
        Clients.Ended ended = clients.run(clients.rclone("sync", rover.toString(), ":sftp:/sessions/frog-0/logs"));
        assertEquals(0, ended.status(), ended.output());
        assertEquals(List.of("bvr.log"), names(archive.sessions().resolve("frog-0/logs")));
    }

    @Test
    void anUploadWhoseClientIsKilledIsNoRecordingAndTheNextSyncBringsIt() throws Exception {
        Path recording = write(rover.resolve(FOLDER + "/session.rrd"), 30_000_000, 7);
        List<String> command = clients.sync(rover, "frog-0");
        command.addAll(List.of("--bwlimit", "4M"));
        Process rclone = clients.begin(command);
        Path folder = kept(FOLDER, "x").getParent();
        Await.until("some of it came", () -> Files.isDirectory(folder) && folder.toFile().list().length > 0);
        rclone.destroyForcibly().waitFor();
        Await.until("the link ended", () -> archive.api().get("/metrics").text().contains("depot_archive_uploads 0.0"));
        assertFalse(Files.exists(kept(FOLDER, "session.rrd")));
        sync();
        assertEquals(-1, Files.mismatch(recording, kept(FOLDER, "session.rrd")));
        assertEquals(List.of("session.rrd"), names(folder));
    }

    @Test
    void openSshGoesOnWhereALinkBroke() throws Exception {
        Path recording = write(rover.resolve("session.rrd"), 12_000_000, 8);
        List<String> put = clients.sftp("mkdir sessions/frog-0", "put -p " + recording + " sessions/frog-0/session.rrd");
        put.addAll(1, List.of("-l", "16000")); // kilobits a second
        Process sftp = clients.begin(put);
        Path folder = archive.sessions().resolve("frog-0");
        Await.until("some of it came", () -> Files.isDirectory(folder) && Stream.of(folder.toFile().listFiles()).anyMatch(file ->
                file.length() > 500_000));
        sftp.descendants().forEach(ProcessHandle::destroyForcibly);
        sftp.destroyForcibly().waitFor();
        Await.until("the link ended", () -> archive.api().get("/metrics").text().contains("depot_archive_uploads 0.0"));
        assertFalse(Files.exists(folder.resolve("session.rrd")));
        Clients.Ended again = clients.run(clients.sftp("reput -p " + recording + " sessions/frog-0/session.rrd"));
        assertEquals(0, again.status(), again.output());
        assertEquals(-1, Files.mismatch(recording, folder.resolve("session.rrd")));
        String metrics = archive.api().get("/metrics").text();
        double in = Double.parseDouble(metrics.lines().filter(line -> line.startsWith("depot_archive_bytes_in_total")).findFirst()
                .orElseThrow().split(" ")[1]);
        assertTrue(in < 12_500_000, "it was gone on from: " + in);
    }

    @Test
    void openSshSeesOneFolderAndMakesNoLinks() throws Exception {
        Path file = write(rover.resolve("a.rrd"), 100, 9);
        assertEquals(0, clients.run(clients.sftp("put " + file + " sessions/a.rrd", "get -p sessions/a.rrd " + temp.resolve("back"),
                "ls -la /")).status());
        assertEquals(-1, Files.mismatch(file, temp.resolve("back")));
        Files.writeString(archive.data().resolve("secret"), "secret");
        for (String command : List.of("ln -s /etc/passwd sessions/link", "ln -s ../data/secret sessions/link",
                "ln sessions/a.rrd sessions/link", "mkdir /other",
                "put " + file + " /a.rrd", "put " + file + " /data/a.rrd", "get /etc/passwd " + temp.resolve("no"),
                        "get sessions/../../data/secret " + temp.resolve("no"),
                "rmdir /sessions", "rename /sessions /x", "rename sessions/a.rrd /a.rrd", "put " + file + " sessions/.depot-x",
                        "rm /sessions/../data/secret")) {
            Clients.Ended ended = clients.run(clients.sftp(command));
            assertNotEquals(0, ended.status(), command + ": " + ended.output());
        }
        assertEquals(List.of("a.rrd"), names(archive.sessions()));
        assertFalse(Files.exists(temp.resolve("no")));
    }

    @Test
    void thereIsNoShellNoCommandAndNoForwarding() throws Exception {
        for (List<String> command : List.of(clients.ssh(List.of(), "id"), clients.ssh(List.of("-tt")), clients.ssh(List.of("-N", "-o",
                "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1")),
                clients.ssh(List.of("-W", "127.0.0.1:" + archive.api().port())), clients.ssh(List.of("-s"), "netconf"))) {
            Clients.Ended ended = clients.run(command);
            assertNotEquals(0, ended.status(), command + ": " + ended.output());
        }
    }

    @Test
    void anErrorNamesThePlaceAndTheReason() throws Exception {
        Path file = write(rover.resolve("a.rrd"), 100, 10);
        Clients.Ended ended = clients.run(clients.sftp("put " + file + " sessions/nowhere/a.rrd"));
        assertTrue(ended.output().contains("No such file"), ended.output());
        assertFalse(ended.output().contains(archive.sessions().toString()), "our own paths are nobody's business: " + ended.output());
    }
}

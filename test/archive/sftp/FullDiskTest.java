package depot.archive.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import depot.support.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of twenty megabytes that gets full, where this machine lets us have one. */
class FullDiskTest {
    private static final int MEGABYTE = 1_000_000;

    @TempDir
    Path temp;
    Path disk;
    boolean mounted;

    @BeforeEach
    void aSmallDisk() throws Exception {
        disk = Files.createDirectories(temp.resolve("depot/sessions"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=20m", "depot-test", disk.toString()) == 0;
        Assumptions.assumeTrue(mounted, "this user may not mount a disk");
    }

    @AfterEach
    void away() throws Exception {
        if (mounted) {
            run("umount", "-l", disk.toString());
        }
    }

    private static int run(String... command) throws Exception {
        Tool.assumeInstalled(command[0]);
        try (Tool tool = Tool.start(command[0], Arrays.copyOfRange(command, 1, command.length))) {
            return tool.awaitEnd(Duration.ofSeconds(20));
        }
    }

    private Path recording(String folder, int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Path file = Files.createDirectories(temp.resolve("rover").resolve(folder)).resolve("session.rrd");
        return Files.write(file, content);
    }

    @Test
    void whatFitsComesInWhatDoesNotIsRefusedAndNothingIsDeleted() throws Exception {
        try (ArchiveService archive = ArchiveService.start(temp.resolve("depot"), "SESSIONS_FREE_GB", "0.004")) {
            Clients clients = new Clients(temp.resolve("client"), archive.sftpPort());
            Path rover = temp.resolve("rover");
            Path fits = recording("2026-11-29T00-00-00", 6 * MEGABYTE);
            assertEquals(0, clients.run(clients.sync(rover, "frog-0")).status());
            recording("2026-11-29T01-00-00", 30 * MEGABYTE);
            Clients.Ended ended = clients.run(clients.sync(rover, "frog-0"));
            assertNotEquals(0, ended.status());
            assertTrue(ended.output().contains("disk is full"), ended.output());
            Path kept = disk.resolve("frog-0/sessions/2026-11-29T00-00-00/session.rrd");
            assertEquals(-1, Files.mismatch(fits, kept));
            assertFalse(Files.exists(disk.resolve("frog-0/sessions/2026-11-29T01-00-00/session.rrd")));
            assertTrue(Files.getFileStore(disk).getUsableSpace() >= 3 * MEGABYTE, "the floor holds, to a megabyte");
            assertTrue(archive.api().get("/metrics").text().contains("depot_refused_total{limit=\"upload-disk-full\",}"));

            Files.delete(rover.resolve("2026-11-29T01-00-00/session.rrd"));
            recording("2026-11-29T02-00-00", 2 * MEGABYTE);
            ended = clients.run(clients.sync(rover, "frog-0"));
            assertEquals(0, ended.status(), "there is room for a small one once the large one is given up: " + ended.output());
        }
    }

    @Test
    void aDiskThatIsReallyFullLosesNothingEither() throws Exception {
        try (ArchiveService archive = ArchiveService.start(temp.resolve("depot"))) {
            Clients clients = new Clients(temp.resolve("client"), archive.sftpPort());
            Path fits = recording("2026-11-29T00-00-00", 6 * MEGABYTE);
            assertEquals(0, clients.run(clients.sync(temp.resolve("rover"), "frog-0")).status());
            recording("2026-11-29T00-00-00", 30 * MEGABYTE); // it has grown
            assertNotEquals(0, clients.run(clients.sync(temp.resolve("rover"), "frog-0")).status());
            byte[] kept = Files.readAllBytes(disk.resolve("frog-0/sessions/2026-11-29T00-00-00/session.rrd"));
            byte[] first = new byte[6 * MEGABYTE];
            new Random(first.length).nextBytes(first);
            assertTrue(Arrays.equals(first, kept), "the older one is as it was");
            assertTrue(Files.exists(fits));
        }
    }
}

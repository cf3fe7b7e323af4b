package depot.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.sftp.SftpLibrary;
import depot.recordings.SmallFile;
import depot.support.Await;
import depot.support.ServiceProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed at random moments; what it said is kept is there after the next start. */
class KillTest {
    private static final int FILES = 5;
    private static final int KILLS = 3;

    @TempDir
    Path temp;
    SshClient client;

    private static byte[] content(int number) {
        byte[] content = new byte[2_000_000 + number * 1_000];
        new Random(number).nextBytes(content);
        for (int i = 0; i < content.length; i += 16) { // it packs
            Arrays.fill(content, i, Math.min(i + 14, content.length), (byte) number);
        }
        return content;
    }

    private SftpClient connect(ServiceProcess archive) throws Exception {
        ClientSession session = client.connect("bvr", "127.0.0.1", ArchiveService.sftpPort(archive.api())).verify(30_000).getSession();
        session.addPasswordIdentity(ArchiveService.PASSWORD);
        session.auth().verify(30_000);
        return SftpClientFactory.instance().createSftpClient(session);
    }

    private Path file(int number) {
        return temp.resolve("sessions/frog-" + number + "/session.rrd");
    }

    private static byte[] whole(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readAllBytes(file);
        }
        try (SmallFile small = SmallFile.open(file.resolveSibling("session.rrd.zst"))) {
            ByteBuffer all = ByteBuffer.allocate((int) small.length());
            while (all.hasRemaining()) {
                small.read(all, all.position());
            }
            return all.array();
        }
    }

    /** Recordings become small at once here, so that some kills come in the middle of that. */
    @Test
    @Timeout(120)
    void nothingThatWasSaidToBeKeptIsLost() throws Exception {
        client = SftpLibrary.client();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
        Random random = new Random(20);
        List<Integer> kept = new ArrayList<>();
        int kills = 0;
        for (int next = 0; next < FILES; ) {
            try (ServiceProcess archive = ArchiveService.startProcess(temp, "SESSIONS_SMALL_AFTER", "1ms")) {
                for (int number : kept) {
                    assertTrue(Arrays.equals(content(number), whole(file(number))), "recording " + number + " after " + kills + " kills");
                }
                Thread killer = null;
                try {
                    SftpClient sftp = connect(archive);
                    if (kills < KILLS) {
                        int delay = random.nextInt(700);
                        killer = Thread.ofPlatform().start(() -> {
                            LockSupport.parkNanos(delay * 1_000_000L);
                            archive.kill();
                        });
                    }
                    while (next < FILES) {
                        if (!Files.isDirectory(file(next).getParent())) {
                            sftp.mkdir("/sessions/frog-" + next);
                        }
                        try (OutputStream out = sftp.write("/sessions/frog-" + next + "/session.rrd")) {
                            out.write(content(next));
                        }
                        kept.add(next++);
                    }
                } catch (IOException e) {
                    // it was killed, and the client knows nothing of this file: the next round brings it again
                } finally {
                    if (killer != null) {
                        killer.join();
                    }
                }
                kills++;
            }
        }
        try (ServiceProcess archive = ArchiveService.startProcess(temp, "SESSIONS_SMALL_AFTER", "1ms")) {
            Await.until("all are small", () -> {
                for (int number = 0; number < FILES; number++) {
                    if (Files.exists(file(number))) {
                        return false;
                    }
                }
                return true;
            });
            for (int number = 0; number < FILES; number++) {
                assertTrue(Arrays.equals(content(number), whole(file(number))), "recording " + number);
                assertEquals(List.of("session.rrd.zst"), Arrays.stream(file(number).getParent().toFile().list()).filter(name ->
                        !name.contains("partial")).toList());
            }
            archive.terminate();
            assertEquals(0, archive.awaitExit(java.time.Duration.ofSeconds(10)));
            assertFalse(archive.log().stream().anyMatch(line -> line.contains("ERROR")), archive.log().toString());
        } finally {
            client.stop();
        }
    }
}

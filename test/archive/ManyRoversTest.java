package depot.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.sftp.SftpLibrary;
import depot.support.ServiceProcess;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Twenty rovers come back from the yard at once, to a service with little memory. */
class ManyRoversTest {
    private static final int ROVERS = 20;
    private static final int BYTES = 6_000_000;

    @TempDir
    Path temp;

    private static byte[] content(int rover) {
        byte[] content = new byte[BYTES];
        new Random(rover).nextBytes(content);
        return content;
    }

    @Test
    @Timeout(120)
    void twentyUploadsAtOnceInFortyMegabytesOfHeap() throws Exception {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        try (ServiceProcess archive = ServiceProcess.start("archive", temp, List.of("-Xmx40m"), "SFTP_PORT", "0", "SFTP_PASSWORD",
                ArchiveService.PASSWORD, "SESSIONS_FREE_GB", "0");
                SshClient client = SftpLibrary.client()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            int port = ArchiveService.sftpPort(archive.api());
            CountDownLatch ready = new CountDownLatch(ROVERS);
            List<Thread> rovers = new ArrayList<>();
            for (int i = 0; i < ROVERS; i++) {
                int rover = i;
                rovers.add(Thread.ofPlatform().start(() -> {
                    try (ClientSession session = client.connect("bvr", "127.0.0.1", port).verify(60_000).getSession()) {
                        session.addPasswordIdentity(ArchiveService.PASSWORD);
                        session.auth().verify(60_000);
                        SftpClient sftp = SftpClientFactory.instance().createSftpClient(session);
                        sftp.mkdir("/sessions/r" + rover);
                        ready.countDown();
                        ready.await();
                        try (OutputStream out = sftp.write("/sessions/r" + rover + "/session.rrd")) {
                            out.write(content(rover));
                        }
                    } catch (Exception | AssertionError e) {
                        failures.add(e);
                        ready.countDown();
                    }
                }));
            }
            for (Thread rover : rovers) {
                rover.join();
            }
            assertEquals(List.of(), failures);
            for (int i = 0; i < ROVERS; i++) {
                Path file = temp.resolve("sessions/r" + i + "/session.rrd");
                assertTrue(Arrays.equals(content(i), Files.readAllBytes(file)), "rover " + i);
            }
            assertTrue(archive.isAlive());
            assertTrue(archive.api().get("/metrics").text().contains("depot_archive_files_total 20.0"));
        }
    }
}

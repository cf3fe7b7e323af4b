package depot.archive.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.store.FreeSpace;
import depot.archive.store.NoEvents;
import depot.archive.store.Store;
import depot.common.http.Refusals;
import depot.support.Await;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rover drives out of the radio cover while a piece of its upload is at a slow disk: the server interrupts the thread that writes. */
class LinkEndTest {
    private static final String PASSWORD = "pw";
    private static final long FREE = 1_000_000_000L;

    @TempDir
    Path temp;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile boolean isSlow;
    private volatile Thread writes;

    /** Waits as the kernel does: for no interrupt. */
    private long slowDisk() {
        if (!isSlow) {
            return FREE;
        }
        writes = Thread.currentThread();
        asked.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                answers.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                writes = null; // the server has told it that its link is gone
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return FREE;
    }

    @Test
    void anUploadEndsWithItsLinkAlsoWhereItsThreadWasInterrupted() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("sessions"));
        Files.createDirectories(folder.resolve("frog-0/sessions/a"));
        Store store = new Store(folder, new FreeSpace(this::slowDisk, 0), new NoEvents());
        Users users = new Users("bvr", Optional.of(PASSWORD), Optional.empty());
        Refusals refusals = new Refusals(new CollectorRegistry());
        try (SftpServer server = SftpServer.start(0, Files.createDirectories(temp.resolve("data")), users, 10, store, refusals);
                SshClient client = SftpLibrary.client()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            ClientSession link = client.connect("bvr", "127.0.0.1", server.port()).verify(30_000).getSession();
            link.addPasswordIdentity(PASSWORD);
            link.auth().verify(30_000);
            SftpClient sftp = SftpClientFactory.instance().createSftpClient(link);
            Thread rover = Thread.ofPlatform().start(() -> {
                try (SftpClient.CloseableHandle file = sftp.open("/sessions/frog-0/sessions/a/session.rrd", SftpClient.OpenMode.Write,
                        SftpClient.OpenMode.Create, SftpClient.OpenMode.Truncate)) {
                    isSlow = true;
                    sftp.write(file, 0, new byte[10_000]);
                } catch (Exception e) {
                    // its link goes
                }
            });
            assertTrue(asked.await(30, TimeUnit.SECONDS));
            assertEquals(1, store.uploads());
            link.close(true);
            Await.until("the server has interrupted it", () -> writes == null);
            answers.countDown();
            Await.until("it is over", () -> store.uploads() == 0);
            rover.join();
        }
    }
}

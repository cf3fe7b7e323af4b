package depot.archive.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import depot.common.config.BadSetting;
import depot.common.http.PeerNetwork;
import depot.support.Await;
import depot.support.ManualTime;
import depot.support.Tool;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, with OpenSSH's own keys and clients. */
class LoginTest {
    @TempDir
    Path temp;

    private Path key(String type, String... more) throws Exception {
        Path key = temp.resolve("id_" + type + temp.toFile().list().length);
        List<String> arguments = new ArrayList<>(List.of("-q", "-t", type, "-N", "", "-C", "rover", "-f", key.toString()));
        arguments.addAll(List.of(more));
        try (Tool tool = Tool.start("ssh-keygen", arguments.toArray(String[]::new))) {
            assertEquals(0, tool.awaitEnd(Duration.ofSeconds(50)));
        }
        return key;
    }

    private static String publicKey(Path key) throws Exception {
        return Files.readString(key.resolveSibling(key.getFileName() + ".pub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aKeyOfEachKindComesInAndAnotherDoesNot(String type) throws Exception {
        Path key = key(type);
        Path stranger = key(type);
        Path keys = Files.writeString(temp.resolve("authorized_keys"), "# rovers\n\nno key at all\nssh-ed25519 AAAAbroken rover\n"
                + publicKey(key));
        try (ArchiveService archive = ArchiveService.start(temp.resolve("depot"), "SFTP_PASSWORD", "", "SFTP_AUTHORIZED_KEYS",
                keys.toString())) {
            Clients clients = new Clients(temp.resolve("client"), archive.sftpPort());
            Clients.Ended ended = clients.run(clients.sftpBy(key, "mkdir sessions/frog-0"));
            assertEquals(0, ended.status(), ended.output());
            assertTrue(Files.isDirectory(archive.sessions().resolve("frog-0")));
            assertNotEquals(0, clients.run(clients.sftpBy(stranger, "ls")).status());
            assertNotEquals(0, clients.run(clients.sftp("ls")).status(), "no password is set");
            Files.writeString(keys, publicKey(stranger)); // counts at once
            assertNotEquals(0, clients.run(clients.sftpBy(key, "ls")).status());
            assertEquals(0, clients.run(clients.sftpBy(stranger, "ls")).status());
        }
    }

    @Test
    void aFolderOfKeys() throws Exception {
        Path key = key("ed25519");
        Path folder = Files.createDirectories(temp.resolve("keys"));
        Files.writeString(folder.resolve("another.pub"), publicKey(key("ed25519")));
        Files.writeString(folder.resolve("frog-0.pub"), publicKey(key));
        Files.createDirectories(folder.resolve("sub"));
        try (ArchiveService archive = ArchiveService.start(temp.resolve("depot"), "SFTP_PASSWORD", "", "SFTP_AUTHORIZED_KEYS",
                folder.toString())) {
            Clients clients = new Clients(temp.resolve("client"), archive.sftpPort());
            assertEquals(0, clients.run(clients.sftpBy(key, "ls")).status());
        }
    }

    @Test
    void theServersOwnKeysAreKeptAndThoseOfAnotherServerTaken() throws Exception {
        Path taken = key("rsa", "-b", "2048");
        Files.createDirectories(temp.resolve("depot/data/ssh"));
        Files.copy(taken, temp.resolve("depot/data/ssh/ssh_host_rsa_key"));
        Path known = Files.createDirectories(temp.resolve("known"));
        for (int start = 0; start < 2; start++) {
            try (ArchiveService archive = ArchiveService.start(temp.resolve("depot"))) {
                Clients clients = new Clients(temp.resolve("client"), archive.sftpPort());
                for (String type : List.of("ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512")) {
                    List<String> command = clients.sftp("ls");
                    command.addAll(1, List.of("-o", "HostKeyAlgorithms=" + type, "-o", "HostKeyAlias=depot",
                            "-o", "StrictHostKeyChecking=" + (start == 0 ? "accept-new" : "yes"), "-o", "UserKnownHostsFile="
                                    + known.resolve(type)));
                    Clients.Ended ended = clients.run(command);
                    assertEquals(0, ended.status(), type + ": " + ended.output());
                }
            }
        }
        assertTrue(Files.readString(known.resolve("rsa-sha2-512")).contains(publicKey(taken).split(" ")[1]),
                "the key of the server that was replaced");
        assertEquals(PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(temp.resolve("depot/data/ssh/ssh_host_ed25519_key")));
    }

    @Test
    void aServersKeyThatCannotBeReadStopsTheStart() throws Exception {
        Files.createDirectories(temp.resolve("depot/data/ssh"));
        Files.writeString(temp.resolve("depot/data/ssh/ssh_host_ed25519_key"), "broken");
        BadSetting e = assertThrows(BadSetting.class, () -> ArchiveService.start(temp.resolve("depot")));
        assertTrue(e.getMessage().contains("ssh_host_ed25519_key"), e.getMessage());
    }

    @Test
    void aWrongPasswordIsAnsweredLateAndTheRightOneAtOnce() throws Exception {
        try (ArchiveService archive = ArchiveService.start(temp.resolve("depot"))) {
            Clients clients = new Clients(temp.resolve("client"), archive.sftpPort());
            Path askpass = temp.resolve("client/askpass");
            String right = Files.readString(askpass);
            Files.writeString(askpass, "#!/bin/sh\necho wrong\n");
            long began = System.nanoTime();
            for (int i = 0; i < 2; i++) {
                assertNotEquals(0, clients.run(clients.sftp("ls")).status());
            }
            assertTrue(System.nanoTime() - began >= Duration.ofSeconds(3).toNanos(), "one second, then two");
            Files.writeString(askpass, right);
            assertEquals(0, clients.run(clients.sftp("ls")).status());
            assertTrue(archive.api().get("/metrics").text().contains("depot_refused_total{limit=\"sftp-password\",} 2.0"));
        }
    }

    private static PeerNetwork network(String address) {
        return PeerNetwork.of(InetAddress.ofLiteral(address));
    }

    @Test
    void theDelayGrowsForEachAddressAndIsForgotten() {
        ManualTime time = new ManualTime();
        LoginDelay delay = new LoginDelay(time);
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            seconds.add(delay.failed(network("10.0.0.7")).toSeconds());
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L), seconds);
        assertEquals(1, delay.failed(network("10.0.0.8")).toSeconds());
        assertEquals(1, delay.failed(network("2001:db8::1")).toSeconds());
        assertEquals(2, delay.failed(network("2001:db8::2")).toSeconds(), "one machine may have both");
        time.advance(Duration.ofMinutes(16));
        assertEquals(1, delay.failed(network("10.0.0.7")).toSeconds());
        assertEquals(2, delay.failed(network("10.0.0.7")).toSeconds());
        delay.succeeded(network("10.0.0.7"));
        assertEquals(1, delay.failed(network("10.0.0.7")).toSeconds());
        for (int i = 0; i < 20_000; i++) { // bounded: the oldest is forgotten
            delay.failed(network("10.1." + i / 256 + "." + i % 256));
        }
        assertEquals(1, delay.failed(network("10.0.0.7")).toSeconds());
    }

    @Test
    void connectionsAreBounded() throws Exception {
        try (ArchiveService archive = ArchiveService.start(temp.resolve("depot"), "SFTP_SESSIONS", "3")) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket socket = new Socket("127.0.0.1", archive.sftpPort());
                assertTrue(socket.getInputStream().read() >= 0);
                open.add(socket);
            }
            try (Socket more = new Socket("127.0.0.1", archive.sftpPort())) {
                more.setSoTimeout(20_000);
                Await.until("it is closed", () -> more.getInputStream().readAllBytes().length < 1_000);
            }
            assertTrue(archive.api().get("/metrics").text().contains("depot_refused_total{limit=\"sftp-sessions\",} 1.0"));
            for (Socket socket : open) {
                socket.close();
            }
            Clients clients = new Clients(temp.resolve("client"), archive.sftpPort());
            Await.until("there is room again", () -> archive.api().get("/metrics").text().contains("depot_archive_connections 0.0"));
            assertEquals(0, clients.run(clients.sftp("ls")).status());
        }
    }

    @Test
    void strangersOfOneAddressCannotTakeAllConnections() throws Exception {
        try (ArchiveService archive = ArchiveService.start(temp.resolve("depot"))) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 68; i++) {
                open.add(new Socket("127.0.0.1", archive.sftpPort()));
            }
            Await.until("the limit was reached", () -> archive.api().get("/metrics").text()
                    .contains("depot_refused_total{limit=\"sftp-logins\",} 4.0"));
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}

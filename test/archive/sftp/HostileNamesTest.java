package depot.archive.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that asks for what no good one asks for, and one that does as newer rclones do. */
class HostileNamesTest {
    @TempDir
    Path temp;
    ArchiveService archive;
    SshClient client;
    ClientSession session;
    SftpClient sftp;

    @BeforeEach
    void connect() throws IOException {
        archive = ArchiveService.start(temp.resolve("depot"));
        client = SftpLibrary.client();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
        session = client.connect("bvr", "127.0.0.1", archive.sftpPort()).verify(30_000).getSession();
        session.addPasswordIdentity(ArchiveService.PASSWORD);
        session.auth().verify(30_000);
        sftp = SftpClientFactory.instance().createSftpClient(session);
    }

    @AfterEach
    void close() throws IOException {
        client.stop();
        archive.close();
    }

    private void put(String path, String content) throws IOException {
        try (OutputStream out = sftp.write(path)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<String> names(String folder) throws IOException {
        return StreamSupport.stream(sftp.readDir(folder).spliterator(), false).map(SftpClient.DirEntry::getFilename)
                .filter(name -> !name.equals(".") && !name.equals("..")).sorted().toList();
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("depot"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "/../x", "/sessions/../x", "/sessions/../../../../../../tmp/x", "sessions/./../../x", "/etc/x",
            "//x", "/data/x", "sessions/../data/ssh/x",
        "/sessions/.depot-x", "/sessions/a.rrd.zst", "/sessions/.depot/x"})
    void nothingIsWrittenElsewhere(String path) throws IOException {
        List<Path> before = everything();
        assertThrows(IOException.class, () -> put(path, "x"));
        assertThrows(IOException.class, () -> sftp.mkdir(path));
        assertThrows(IOException.class, () -> sftp.rename("/sessions", path));
        assertEquals(before, everything());
        assertEquals(List.of("sessions"), names("/"));
    }

    @Test
    void dotsWithinAreAsUsual() throws IOException {
        sftp.mkdir("/sessions/frog-0");
        put("sessions/./frog-0/../frog-0//a.rrd", "x");
        assertEquals(List.of("a.rrd"), names("/sessions/frog-0"));
        assertEquals("/sessions/frog-0", sftp.canonicalPath("sessions/frog-0/x/.."));
        assertEquals("/", sftp.canonicalPath("../../.."));
    }

    @Test
    void lineFeedsBlanksAndTheLongestNames() throws IOException {
        String folder = "/sessions/frog-0\nfrog-0"; // as an old upload script makes it
        sftp.mkdir(folder);
        String longest = "\u00fc".repeat(127) + "x";
        for (String name : List.of("a\nb.rrd", " ", "~", "$(id)", "-rf", "%2e%2e", "\\..\\", longest)) {
            put(folder + "/" + name, name);
            assertEquals(name, Files.readString(archive.sessions().resolve("frog-0\nfrog-0").resolve(name)), name);
        }
        assertEquals(8, names(folder).size());
        SftpException e = assertThrows(SftpException.class, () -> put(folder + "/" + "a".repeat(300), "x"));
        assertEquals(SftpConstants.SSH_FX_FAILURE, e.getStatus());
        assertTrue(e.getMessage().contains("255"), e.getMessage());
        assertThrows(SftpException.class, () -> put(folder + "/zero\0byte", "x"));
        assertEquals(8, names(folder).size());
    }

    @Test
    void linksAreNeitherMadeNorFollowed() throws IOException {
        sftp.mkdir("/sessions/frog-0");
        put("/sessions/frog-0/a.rrd", "x");
        assertThrows(IOException.class, () -> sftp.symLink("/sessions/frog-0/link", "/etc/passwd"));
        Files.createSymbolicLink(archive.sessions().resolve("frog-0/link"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(archive.sessions().resolve("frog-0/folder"), temp.resolve("depot/data"));
        assertEquals(List.of("a.rrd"), names("/sessions/frog-0"));
        assertThrows(IOException.class, () -> sftp.read("/sessions/frog-0/link").readAllBytes());
        assertThrows(IOException.class, () -> sftp.openDir("/sessions/frog-0/folder"));
        assertThrows(IOException.class, () -> put("/sessions/frog-0/folder/x", "x"));
        assertThrows(IOException.class, () -> sftp.readLink("/sessions/frog-0/link"));
        assertFalse(Files.exists(temp.resolve("depot/data/x")));
        Files.delete(archive.sessions().resolve("frog-0/link"));
        Files.delete(archive.sessions().resolve("frog-0/folder"));
    }

    /** As rclone from 1.63 on: to a name of its own, then renamed, then the time is set. */
    @Test
    void aPartialOfTheClientsOwn() throws IOException {
        sftp.mkdir("/sessions/frog-0");
        String partial = "/sessions/frog-0/session.rrd.5f3a.partial";
        put(partial, "RRF2");
        assertEquals(4, sftp.stat(partial).getSize());
        assertEquals(List.of("session.rrd.5f3a.partial"), names("/sessions/frog-0"));
        sftp.rename(partial, "/sessions/frog-0/session.rrd");
        SftpClient.Attributes attributes = new SftpClient.Attributes();
        attributes.modifyTime(FileTime.fromMillis(1_795_901_272_000L));
        attributes.accessTime(FileTime.fromMillis(1_795_901_272_000L)); // the protocol has both or neither
        sftp.setStat("/sessions/frog-0/session.rrd", attributes);
        assertEquals(1_795_901_272L, sftp.stat("/sessions/frog-0/session.rrd").getModifyTime().toMillis() / 1000);
        assertEquals("RRF2", Files.readString(archive.sessions().resolve("frog-0/session.rrd")));
        assertThrows(SftpException.class, () -> sftp.rename(archiveFile("b"), "/sessions/frog-0/session.rrd"), "it is there");
    }

    private String archiveFile(String name) throws IOException {
        put("/sessions/frog-0/" + name, name);
        return "/sessions/frog-0/" + name;
    }

    @Test
    void whatIsWrittenInAnyOrderIsPutTogether() throws IOException {
        sftp.mkdir("/sessions/frog-0");
        byte[] content = new byte[200_000];
        new java.util.Random(1).nextBytes(content);
        try (SftpClient.CloseableHandle handle = sftp.open("/sessions/frog-0/session.rrd", OpenMode.Write, OpenMode.Create,
                OpenMode.Truncate)) {
            for (int at = 190_000; at >= 0; at -= 10_000) {
                sftp.write(handle, at, content, at, 10_000);
            }
            assertFalse(Files.exists(archive.sessions().resolve("frog-0/session.rrd")), "not before it is closed");
        }
        assertArrayEquals(content, Files.readAllBytes(archive.sessions().resolve("frog-0/session.rrd")));
    }

    @Test
    void aFilesLengthCannotBeSet() throws IOException {
        put("/sessions/a.rrd", "content");
        assertThrows(IOException.class, () -> sftp.setStat("/sessions/a.rrd", new SftpClient.Attributes().size(1)));
        assertEquals("content", Files.readString(archive.sessions().resolve("a.rrd")));
    }

    @Test
    void openFilesOfAConnectionAreBounded() throws IOException {
        for (int i = 0; i < 64; i++) {
            sftp.open("/sessions/" + i + ".rrd", OpenMode.Write, OpenMode.Create);
        }
        assertThrows(IOException.class, () -> sftp.open("/sessions/more.rrd", OpenMode.Write, OpenMode.Create));
    }

    /** Each kept all of a folder's names while its client read none of them. */
    @Test
    void foldersThatAConnectionReadsAreFew() throws IOException {
        sftp.mkdir("/sessions/frog-0");
        for (int i = 0; i < 8; i++) {
            sftp.openDir("/sessions/frog-0");
        }
        SftpException e = assertThrows(SftpException.class, () -> sftp.openDir("/sessions/frog-0"));
        assertTrue(e.getMessage().contains("folders are open"), e.getMessage());
        put("/sessions/frog-0/a.rrd", "files are counted apart");
    }
}

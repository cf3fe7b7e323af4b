package depot.archive.sftp;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.common.config.BadSetting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's own keys, by which clients know it: made at the first start, in OpenSSH's format and under its names, and
 * kept. So the keys of a server that this one replaces can be put there. (Of RSA none is made, as that takes seconds and every
 * client knows the others; one that is there is used.)
 */
final class HostKeys {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.sftp");
    private static final String FOLDER = "ssh";

    private enum Kind {
        ED25519("ssh_host_ed25519_key"), ECDSA("ssh_host_ecdsa_key"), RSA("ssh_host_rsa_key");

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        boolean isMade() {
            return this != RSA;
        }

        KeyPair make() throws GeneralSecurityException {
            if (this == ED25519) {
                return KeyPairGenerator.getInstance(JdkEd25519.ALGORITHM).generateKeyPair();
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        }
    }

    private HostKeys() {}

    /**
     * Reads the keys, and makes those that are missing.
     *
     * @param data a folder that is there
     * @throws BadSetting when one cannot be read: with another, every client would take the server for an impostor
     */
    static List<KeyPair> keptIn(Path data) {
        Path folder = data.resolve(FOLDER);
        try {
            Files.createDirectories(folder);
            List<KeyPair> keys = new ArrayList<>();
            for (Kind kind : EnumSet.allOf(Kind.class)) {
                Path file = folder.resolve(kind.file);
                if (kind.isMade() && !Files.exists(file, NOFOLLOW_LINKS)) {
                    make(kind, file);
                }
                if (Files.exists(file)) {
                    keys.add(read(file));
                }
            }
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw new BadSetting("DATA_DIR", "is to have the SFTP server's keys in " + folder + ": " + e);
        }
    }

    private static KeyPair read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(null, new PathResource(file), in, null);
            if (keys != null && keys.iterator().hasNext()) {
                return keys.iterator().next();
            }
            throw new IOException("no key is in it");
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new BadSetting("DATA_DIR", "holds a key of the SFTP server that cannot be read, " + file + ": " + e.getMessage());
        }
    }

    private static void make(Kind kind, Path file) throws IOException, GeneralSecurityException {
        KeyPair key = kind.make();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "depot", null, bytes);
        Path next = file.resolveSibling(kind.file + ".next");
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
            while (all.hasRemaining()) {
                channel.write(all);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        log.info("made the key {}: {}", file.getFileName(), KeyUtils.getFingerPrint(key.getPublic()));
    }
}

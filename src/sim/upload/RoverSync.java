package depot.sim.upload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Does what {@code rclone sync} of a rover does: what differs in size or time is brought to a {@code .partial}, renamed, and gets its time;
 * what the rover rotated away is removed. As rovers in the field do, it takes the server for what it says it is. One thread.
 */
final class RoverSync implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<OpenMode> NEW = Set.of(OpenMode.Write, OpenMode.Create, OpenMode.Truncate);

    private final Uploads.Server server;
    private final SshClient client = SshClient.setUpDefaultClient();

    RoverSync(Uploads.Server server) {
        this.server = server;
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY); // ignore the SSH settings of the user who runs this
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.start();
    }

    /** @return how many files were brought */
    int sync(String rover, RoverRecording recording) throws IOException {
        try (ClientSession session = client.connect(server.user(), server.host(), server.port()).verify(PATIENCE).getSession()) {
            session.addPasswordIdentity(server.password());
            session.auth().verify(PATIENCE);
            try (SftpClient sftp = SftpClientFactory.instance().createSftpClient(session)) {
                return sync(sftp, "/sessions/" + rover, recording);
            }
        }
    }

    private static int sync(SftpClient sftp, String home, RoverRecording recording) throws IOException {
        int brought = 0;
        List<RoverRecording.Copy> sessions = recording.sessions();
        for (RoverRecording.Copy each : sessions) {
            brought += bring(sftp, List.of(home, home + "/sessions", home + "/sessions/" + each.name()), "session.rrd", each);
        }
        RoverRecording.Copy log = recording.log();
        brought += bring(sftp, List.of(home, home + "/logs"), log.name(), log);
        removeOthers(sftp, home + "/sessions", sessions.stream().map(RoverRecording.Copy::name).collect(Collectors.toSet()));
        return brought;
    }

    private static int bring(SftpClient sftp, List<String> folders, String name, RoverRecording.Copy copy) throws IOException {
        String file = folders.getLast() + "/" + name;
        SftpClient.Attributes there = statOrNull(sftp, file);
        if (there != null && there.getSize() == copy.bytes().length && there.getModifyTime().toInstant().equals(copy.changed())) {
            return 0;
        }
        for (String folder : folders) {
            if (statOrNull(sftp, folder) == null) {
                sftp.mkdir(folder);
            }
        }
        String partial = file + ".partial";
        try (OutputStream out = sftp.write(partial, NEW)) {
            out.write(copy.bytes());
        }
        sftp.getExtension(OpenSSHPosixRenameExtension.class).posixRename(partial, file);
        sftp.setStat(file, new SftpClient.Attributes().modifyTime(FileTime.from(copy.changed())).accessTime(FileTime.from(copy.changed())));
        return 1;
    }

    private static SftpClient.Attributes statOrNull(SftpClient sftp, String path) throws IOException {
        try {
            return sftp.stat(path);
        } catch (SftpException e) {
            if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                return null;
            }
            throw e;
        }
    }

    private static void removeOthers(SftpClient sftp, String folder, Set<String> kept) throws IOException {
        List<String> others = new ArrayList<>();
        for (SftpClient.DirEntry entry : sftp.readDir(folder)) {
            String name = entry.getFilename();
            if (!name.startsWith(".") && !kept.contains(name) && statOrNull(sftp, folder + "/" + name + "/session.rrd") != null) {
                others.add(folder + "/" + name);
            }
        }
        for (String other : others) {
            sftp.remove(other + "/session.rrd");
        }
    }

    @Override
    public void close() {
        client.stop();
    }
}

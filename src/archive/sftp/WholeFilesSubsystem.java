package depot.archive.sftp;

import depot.archive.store.Upload;
import java.io.IOException;
import java.util.Set;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemConfigurator;

/**
 * The library's SFTP with two changes: an upload counts as whole when its client closes it, but not when the link ends (the
 * library closes a file in the same way in both cases); and it has only those extensions that are harmless and used.
 */
final class WholeFilesSubsystem extends SftpSubsystem {
    /** As the library's setting for OpenSSH's extensions wants them. */
    static final String EXTENSIONS = "fsync@openssh.com=1,posix-rename@openssh.com=1,lsetstat@openssh.com=1,limits@openssh.com=1";
    private static final Set<String> ALLOWED = Set.of("fsync@openssh.com", "posix-rename@openssh.com", "lsetstat@openssh.com",
            "limits@openssh.com");

    WholeFilesSubsystem(ChannelSession channel, SftpSubsystemConfigurator configurator) {
        super(channel, configurator);
    }

    @Override
    protected void doClose(int id, String handle) throws IOException {
        if (handles.get(handle) instanceof FileHandle file && file.getFileChannel() instanceof Upload upload) {
            upload.whole();
        }
        super.doClose(id, handle);
    }

    @Override
    protected void executeExtendedCommand(Buffer buffer, int id, String extension) throws IOException {
        if (ALLOWED.contains(extension)) {
            super.executeExtendedCommand(buffer, id, extension);
        } else {
            doUnsupportedExtension(buffer, id, extension);
        }
    }
}

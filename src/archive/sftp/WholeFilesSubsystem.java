package depot.archive.sftp;

import depot.archive.store.Upload;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.sftp.server.DirectoryHandle;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemConfigurator;

/**
 * The library's SFTP with these changes: an upload counts as whole when its client closes it, but not when the link ends (the
 * library closes a file in the same way in both cases); few folders are read at a time; it has only those extensions that are harmless and
 * used; and it says when the connection is used.
 */
final class WholeFilesSubsystem extends SftpSubsystem {
    /** As the library's setting for OpenSSH's extensions wants them. */
    static final String EXTENSIONS = "fsync@openssh.com=1,posix-rename@openssh.com=1,lsetstat@openssh.com=1,limits@openssh.com=1";
    private static final Set<String> ALLOWED = Set.of("fsync@openssh.com", "posix-rename@openssh.com", "lsetstat@openssh.com",
            "limits@openssh.com");

    /** Clients read one at a time; each takes an open file. */
    private static final int OPEN_FOLDERS = 8;

    private final ConnectionUse use;

    WholeFilesSubsystem(ChannelSession channel, SftpSubsystemConfigurator configurator, ConnectionUse use) {
        super(channel, configurator);
        this.use = use;
    }

    @Override
    protected void doProcess(Buffer buffer, int length, int type, int id) throws IOException {
        use.begins();
        try {
            super.doProcess(buffer, length, type, id);
        } finally {
            use.ends();
        }
    }

    @Override
    protected void doWrite(int id, String handle, long offset, int length, byte[] data, int from, int remaining) throws IOException {
        super.doWrite(id, handle, offset, length, data, from, remaining);
        use.write();
    }

    @Override
    protected String doOpenDir(int id, String path, Path folder, LinkOption... options) throws IOException {
        if (handles.values().stream().filter(DirectoryHandle.class::isInstance).count() >= OPEN_FOLDERS) {
            throw new FileSystemException(path, null, "more than " + OPEN_FOLDERS + " folders are open");
        }
        return super.doOpenDir(id, path, folder, options);
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

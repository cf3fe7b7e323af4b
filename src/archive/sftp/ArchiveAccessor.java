package depot.archive.sftp;

import depot.archive.store.Upload;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.security.Principal;
import java.util.Set;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpHelper;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpErrorStatusDataHandler;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemEnvironment;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** Opens files of the store, ignores owners and permissions, and reports errors without this machine's paths. */
final class ArchiveAccessor implements SftpFileSystemAccessor, SftpErrorStatusDataHandler {
    @Override
    public SeekableByteChannel openFile(SftpSubsystemProxy subsystem, FileHandle handle, Path file, String name,
            Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (handle == null && options.contains(StandardOpenOption.WRITE)) { // it wants to set a file's length
            throw new AccessDeniedException(file.toString(), null, "a file's length is not set: upload it anew");
        }
        return file.getFileSystem().provider().newByteChannel(file, options);
    }

    @Override
    public void syncFileData(SftpSubsystemProxy subsystem, FileHandle handle, Path file, String name, Channel channel) throws IOException {
        if (channel instanceof Upload upload) {
            upload.force();
        }
    }

    @Override
    public void setFilePermissions(SftpSubsystemProxy subsystem, Path file, Set<PosixFilePermission> permissions, LinkOption... options) {}

    @Override
    public UserPrincipal resolveFileOwner(SftpSubsystemProxy subsystem, Path file, UserPrincipal name) {
        return name;
    }

    @Override
    public GroupPrincipal resolveGroupOwner(SftpSubsystemProxy subsystem, Path file, GroupPrincipal name) {
        return name;
    }

    @Override
    public void setFileOwner(SftpSubsystemProxy subsystem, Path file, Principal owner, LinkOption... options) {}

    @Override
    public void setGroupOwner(SftpSubsystemProxy subsystem, Path file, Principal group, LinkOption... options) {}

    /** Clients of version 3 of the protocol know the first nine codes only. */
    @Override
    public int resolveSubStatus(SftpSubsystemEnvironment environment, int id, Throwable e, int command, Object... arguments) {
        int status = SftpHelper.resolveSubstatus(e);
        return status <= SftpConstants.SSH_FX_OP_UNSUPPORTED ? status : SftpConstants.SSH_FX_FAILURE;
    }

    @Override
    public String resolveErrorMessage(SftpSubsystemEnvironment environment, int id, Throwable e, int status, int command,
            Object... arguments) {
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return reason != null ? reason : SftpHelper.resolveStatusMessage(status);
    }
}

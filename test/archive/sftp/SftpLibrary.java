package depot.archive.sftp;

import org.apache.sshd.client.SshClient;

/**
 * A client of the server's own library, which looks once in a JVM at what the JDK has: so that is named before, whichever test is first.
 */
public final class SftpLibrary {
    private SftpLibrary() {}

    public static SshClient client() {
        JdkSecurity.install();
        return SshClient.setUpDefaultClient();
    }
}

package depot.archive.sftp;

import depot.archive.store.Store;
import depot.common.http.PeerNetwork;
import depot.common.http.Refusals;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.file.FileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.AsyncAuthException;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SFTP port: one user, one folder, and nothing else of SSH. There is no shell, no command, no forwarding. Memory is
 * bounded by the number of connections and what each may have on its way. Any thread.
 */
public final class SftpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.sftp");
    /** What a client may send before it is dealt with; on a link of 20 ms it lets 25 MB a second through. */
    private static final long WINDOW_BYTES = 512 * 1024;
    /** Read from a socket at a time: with the library's 32 KB, calls to the system take twice the time. */
    private static final int READ_BYTES = 128 * 1024;
    private static final int CHANNELS_OF_A_CONNECTION = 2;
    private static final int OPEN_FILES_OF_A_CHANNEL = 64;
    private static final Duration LOGIN = Duration.ofSeconds(90); // three wrong passwords that wait
    private static final Duration SILENT = Duration.ofMinutes(5); // a rover that drove away leaves its link half open
    private static final int PROTOCOL = 3; // what clients speak

    private final SshServer server;
    private final SessionLimits limits;

    private SftpServer(SshServer server, SessionLimits limits) {
        this.server = server;
        this.limits = limits;
    }

    /**
     * Opens the port.
     *
     * @param port 0 for any free one
     * @param data where the server's own keys are kept
     * @throws IOException when the port cannot be opened
     */
    public static SftpServer start(int port, Path data, Users users, int maxSessions, Store store, Refusals refusals) throws IOException {
        JdkSecurity.install();
        SshServer server = SshServer.setUpDefaultServer();
        SessionLimits limits = new SessionLimits(maxSessions, limit -> refusals.count(limit, "sftp", "more connections than are allowed"),
                Time.SYSTEM);
        server.setIoServiceFactoryFactory(new PausingConnections());
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(HostKeys.keptIn(data)));
        letIn(server, users, refusals);
        bound(server);
        server.addSessionListener(limits);
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setFileSystemFactory(of(new ArchiveFileSystem(store)));
        server.setSubsystemFactories(List.of(subsystem(limits)));
        server.start();
        return new SftpServer(server, limits);
    }

    private static void letIn(SshServer server, Users users, Refusals refusals) {
        LoginDelay delay = new LoginDelay(Time.SYSTEM);
        List<UserAuthFactory> ways = new ArrayList<>();
        if (users.keys().isPresent()) {
            ways.add(UserAuthPublicKeyFactory.INSTANCE);
            server.setPublickeyAuthenticator((user, key, session) -> users.knows(user, key));
        }
        if (users.password().isPresent()) {
            ways.add(UserAuthPasswordFactory.INSTANCE);
            server.setPasswordAuthenticator((user, password, session) -> knows(users, delay, refusals, user, password, session));
        }
        server.setUserAuthFactories(ways);
    }

    /** A wrong password is answered late, without a thread of the server's waiting. */
    private static boolean knows(Users users, LoginDelay delay, Refusals refusals, String user, String password, ServerSession session) {
        PeerNetwork address = SessionLimits.network(session);
        if (users.knows(user, password)) {
            delay.succeeded(address);
            return true;
        }
        Duration wait = delay.failed(address);
        refusals.count("sftp-password", "sftp", "a wrong user or password from " + session.getRemoteAddress());
        AsyncAuthException later = new AsyncAuthException();
        Thread.ofVirtual().name("sftp-wrong-password").start(() -> {
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            later.setAuthed(false);
        });
        throw later;
    }

    private static void bound(SshServer server) {
        CoreModuleProperties.WINDOW_SIZE.set(server, WINDOW_BYTES);
        CoreModuleProperties.NIO2_READ_BUFFER_SIZE.set(server, READ_BYTES);
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, CHANNELS_OF_A_CONNECTION);
        CoreModuleProperties.AUTH_TIMEOUT.set(server, LOGIN);
        CoreModuleProperties.IDLE_TIMEOUT.set(server, SILENT);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, SILENT.plusSeconds(15));
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "depot");
        SftpModuleProperties.SFTP_VERSION.set(server, PROTOCOL);
        SftpModuleProperties.MAX_OPEN_HANDLES_PER_SESSION.set(server, OPEN_FILES_OF_A_CHANNEL);
        SftpModuleProperties.OPENSSH_EXTENSIONS.set(server, WholeFilesSubsystem.EXTENSIONS);
        SftpModuleProperties.CLIENT_EXTENSIONS.set(server, "");
        SftpModuleProperties.ACL_SUPPORTED_MASK.set(server, "");
        SftpModuleProperties.AUTO_FOLLOW_LINKS.set(server, true); // none are shown, so none need to be looked for
    }

    private static FileSystemFactory of(FileSystem fileSystem) {
        return new FileSystemFactory() {
            @Override
            public Path getUserHomeDir(SessionContext session) {
                return fileSystem.getPath("/");
            }

            @Override
            public FileSystem createFileSystem(SessionContext session) {
                return fileSystem;
            }
        };
    }

    private static SftpSubsystemFactory subsystem(SessionLimits limits) {
        ArchiveAccessor accessor = new ArchiveAccessor();
        SftpSubsystemFactory factory = new SftpSubsystemFactory() {
            @Override
            public Command createSubsystem(ChannelSession channel) {
                return new WholeFilesSubsystem(channel, this, limits.use(channel.getSession()));
            }
        };
        factory.setFileSystemAccessor(accessor);
        factory.setErrorStatusDataHandler(accessor);
        return factory;
    }

    /** Connections that may be open at a time, where so many may be logged in. */
    public static int openAtMost(int loggedIn) {
        return SessionLimits.openAtMost(loggedIn);
    }

    public int port() {
        return server.getPort();
    }

    /** Connections that there are. */
    public int sessions() {
        return limits.count();
    }

    /** Ends all connections: what has come of their uploads stays as partials. */
    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            log.warn("the SFTP server did not end in order: {}", e.toString());
        }
    }
}

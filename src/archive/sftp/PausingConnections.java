package depot.archive.sftp;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.time.Duration;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2Acceptor;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.util.threads.CloseableExecutorService;

/** The library's connections, but for how they are accepted: by a {@link PausingListener}. Any thread. */
final class PausingConnections extends Nio2ServiceFactoryFactory {
    private static final Duration TROUBLE_PAUSE = Duration.ofMillis(200);

    @Override
    public IoServiceFactory create(FactoryManager manager) {
        return new Accepting(manager, newExecutor(), newExecutor());
    }

    private static final class Accepting extends Nio2ServiceFactory {
        Accepting(FactoryManager manager, CloseableExecutorService threads, CloseableExecutorService resuming) {
            super(manager, threads, resuming);
        }

        @Override
        public IoAcceptor createAcceptor(IoHandler handler) {
            return autowireCreatedService(new Nio2Acceptor(this, getFactoryManager(), handler,
                    own("group", AsynchronousChannelGroup.class), own("resuming", CloseableExecutorService.class)) {
                @Override
                protected AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(SocketAddress address,
                        AsynchronousChannelGroup group) throws IOException {
                    return new PausingListener(super.openAsynchronousServerSocketChannel(address, group), TROUBLE_PAUSE);
                }
            });
        }

        /** The library makes these and shows them to nobody; others beside them would have threads of their own. */
        private <T> T own(String name, Class<T> type) {
            try {
                Field field = Nio2ServiceFactory.class.getDeclaredField(name);
                field.setAccessible(true);
                return type.cast(field.get(this));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this is another version of the SSH library than the one that this was made for", e);
            }
        }
    }
}

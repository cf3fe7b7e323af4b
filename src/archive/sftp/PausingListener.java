package depot.archive.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket whose failures are passed on after a pause. The SSH library accepts again as soon as it has failed, in silence:
 * without free files, a processor would do nothing else. Any thread.
 */
class PausingListener extends AsynchronousServerSocketChannel {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.sftp");

    private final AsynchronousServerSocketChannel socket;
    private final Duration pause;
    private volatile boolean failing; // logged already; written as one accept after the other ends

    PausingListener(AsynchronousServerSocketChannel socket, Duration pause) {
        super(socket.provider());
        this.socket = socket;
        this.pause = pause;
    }

    @Override
    public <A> void accept(A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
        socket.accept(attachment, new CompletionHandler<AsynchronousSocketChannel, A>() {
            @Override
            public void completed(AsynchronousSocketChannel accepted, A same) {
                failing = false;
                handler.completed(accepted, same);
            }

            @Override
            public void failed(Throwable failure, A same) {
                if (!isOpen()) {
                    handler.failed(failure, same);
                    return;
                }
                if (!failing) {
                    failing = true;
                    log.warn("SFTP connections cannot be taken: {}", failure.getMessage());
                }
                Thread.ofVirtual().name("sftp-accept-pause").start(() -> failLater(handler, failure, same));
            }
        });
    }

    private <A> void failLater(CompletionHandler<AsynchronousSocketChannel, ? super A> handler, Throwable failure, A attachment) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handler.failed(failure, attachment);
    }

    @Override
    public Future<AsynchronousSocketChannel> accept() {
        return socket.accept();
    }

    @Override
    public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
        socket.bind(local, backlog);
        return this;
    }

    @Override
    public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        socket.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return socket.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return socket.getLocalAddress();
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

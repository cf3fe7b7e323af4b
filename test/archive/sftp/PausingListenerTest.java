package depot.archive.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PausingListenerTest {
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Ends as an accept ended. */
    private static final class Outcome extends CompletableFuture<AsynchronousSocketChannel>
            implements CompletionHandler<AsynchronousSocketChannel, String> {
        @Override
        public void completed(AsynchronousSocketChannel accepted, String attachment) {
            complete(accepted);
        }

        @Override
        public void failed(Throwable failure, String attachment) {
            completeExceptionally(failure);
        }

        Throwable failure() throws Exception {
            try {
                get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                return e.getCause();
            }
            throw new AssertionError("it was accepted");
        }
    }

    /** Fails at once, as where the process may open no more files. */
    private static final class WithoutFiles extends PausingListener {
        WithoutFiles(AsynchronousServerSocketChannel socket) {
            super(socket, PAUSE);
        }

        @Override
        public <A> void accept(A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
            handler.failed(new IOException("Too many open files"), attachment);
        }
    }

    @Test
    void aFailureIsPassedOnAfterAPause() throws Exception {
        try (AsynchronousServerSocketChannel socket = AsynchronousServerSocketChannel.open();
                PausingListener failing = new PausingListener(new WithoutFiles(socket), PAUSE)) {
            long began = System.nanoTime();
            Outcome outcome = new Outcome();
            failing.accept("", outcome);
            assertEquals("Too many open files", outcome.failure().getMessage());
            assertTrue(System.nanoTime() - began >= PAUSE.toNanos());
        }
    }

    @Test
    void connectionsAreTakenAndTheEndIsPassedOn() throws Exception {
        Outcome ended = new Outcome();
        try (AsynchronousServerSocketChannel socket = AsynchronousServerSocketChannel.open();
                PausingListener listener = new PausingListener(socket, PAUSE); Socket client = new Socket()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            Outcome taken = new Outcome();
            listener.accept("", taken);
            client.connect(listener.getLocalAddress());
            taken.get(30, TimeUnit.SECONDS).close();
            listener.accept("", ended);
        }
        assertInstanceOf(AsynchronousCloseException.class, ended.failure());
    }
}

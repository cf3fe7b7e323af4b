package depot.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that a service should not have to suffer from: readers of large answers and consoles that read a little now and then, and heads
 * that come a byte at a time, from many of this machine's addresses. Who is closed comes again. One thread moves them all.
 */
final class SlowCrowd implements AutoCloseable {
    private static final int ADDRESSES = 50;
    private static final long PAUSE_NANOS = 100_000_000L;
    private static final int RECEIVE_BUFFER = 4 * 1024;
    private static final int READ_BYTES = 512;
    private static final String HOST = " HTTP/1.1\r\nHost: x\r\n";
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private enum Kind {
        READER("GET /rovers" + HOST + "\r\n"),
        LIST_CONSOLE("GET /ws" + HOST + UPGRADE + "\r\n"),
        DELTA_CONSOLE("GET /ws?mode=delta" + HOST + UPGRADE + "\r\n"),
        HEAD("GET /health HT");

        private final byte[] begin;

        Kind(String begin) {
            this.begin = begin.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final int port;
    private final List<Kind> kinds = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicLong closed = new AtomicLong();
    private final byte[] read = new byte[READ_BYTES];
    private final Thread thread = Thread.ofPlatform().name("slow-crowd").unstarted(this::run);
    private volatile boolean ended;

    SlowCrowd(int port, int readers, int consoles, int heads) {
        this.port = port;
        add(Kind.READER, readers);
        add(Kind.LIST_CONSOLE, consoles / 2);
        add(Kind.DELTA_CONSOLE, consoles - consoles / 2);
        add(Kind.HEAD, heads);
        thread.start();
    }

    private void add(Kind kind, int count) {
        for (int i = 0; i < count; i++) {
            kinds.add(kind);
            sockets.add(null);
        }
    }

    /** How many times one of them lost its connection. */
    long closed() {
        return closed.get();
    }

    private void run() {
        while (!ended) {
            for (int i = 0; i < kinds.size() && !ended; i++) {
                move(i);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void move(int number) {
        Socket socket = sockets.get(number);
        try {
            if (socket == null) {
                sockets.set(number, open(number));
            } else if (kinds.get(number) == Kind.HEAD) {
                socket.getOutputStream().write('x');
            } else if (socket.getInputStream().available() > 0 && socket.getInputStream().read(read) < 0) {
                throw new IOException("closed");
            }
        } catch (IOException e) {
            closed.incrementAndGet();
            close(socket);
            sockets.set(number, null); // the next time round
        }
    }

    private Socket open(int number) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.bind(new InetSocketAddress("127.0.1." + (1 + number % ADDRESSES), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            socket.getOutputStream().write(kinds.get(number).begin);
            return socket;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private static void close(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sockets.forEach(SlowCrowd::close);
    }
}

package depot.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rovers' way to dispatch, which notes when the bytes of a task have come to them. Loopback only; ends when it is closed. Thread-safe.
 */
final class TaskTap implements AutoCloseable {
    private static final int ROVERS = 200;
    private static final Pattern TASK = Pattern.compile("\\{\"type\":\"task\",\"task_id\":\"([0-9a-f-]{36})\"");
    private static final int LONGEST_MATCH = 80; // of which a part may have come with the piece before

    private final ServerSocket door = new ServerSocket(0, ROVERS, InetAddress.getLoopbackAddress());
    private final int dispatch;
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** A task that came to its rover. @param atNanos by {@link System#nanoTime} */
    record Sent(String task, long atNanos) {}

    TaskTap(int dispatch) throws IOException {
        this.dispatch = dispatch;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The time at which this task came. @throws IOException when it does not come in time */
    long await(String task, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Sent next = sent.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new IOException("task " + task + " did not come to its rover");
            }
            if (next.task.equals(task)) {
                return next.atNanos;
            }
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket rover = open(door.accept());
                Socket service = open(new Socket(InetAddress.getLoopbackAddress(), dispatch));
                Thread.ofVirtual().start(() -> pass(rover, service, false));
                Thread.ofVirtual().start(() -> pass(service, rover, true));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private Socket open(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    private void pass(Socket from, Socket to, boolean watched) {
        byte[] piece = new byte[8192];
        String before = "";
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (watched) {
                    before = note(before + new String(piece, 0, length, StandardCharsets.ISO_8859_1));
                }
                out.write(piece, 0, length);
            }
        } catch (IOException e) {
            // one side ended
        } finally {
            sockets.remove(from);
        }
    }

    /** Returns the end of the text, in which a task may have begun. */
    private String note(String text) {
        long now = System.nanoTime();
        int seen = 0;
        for (Matcher task = TASK.matcher(text); task.find(); seen = task.end()) {
            sent.add(new Sent(task.group(1), now));
        }
        return text.substring(Math.max(seen, text.length() - LONGEST_MATCH));
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

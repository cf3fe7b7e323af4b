package depot.gps.source;

import depot.common.threads.Worker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * A receiver behind a TCP port that sends a given stream again and again, and answers what it is sent as a script says. Keeps all
 * that it was sent. Any thread.
 */
public final class ScriptedReceiver implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final byte[] stream;
    private final int bytesAtATime;
    private final UnaryOperator<byte[]> script;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream(); // guarded by itself
    private final Worker accepting;
    private volatile Socket open;
    private volatile int hasty; // written by the hearing thread

    /**
     * @param stream sent in pieces of {@code bytesAtATime}, twenty a second
     * @param script what it answers to what came; empty for nothing
     */
    public ScriptedReceiver(byte[] stream, int bytesAtATime, UnaryOperator<byte[]> script) throws IOException {
        this.stream = stream;
        this.bytesAtATime = bytesAtATime;
        this.script = script;
        accepting = Worker.start("scripted", this::serve);
    }

    /** For {@code GPS_SOURCE}. */
    public String address() {
        return "tcp://127.0.0.1:" + listener.getLocalPort();
    }

    private void serve() throws InterruptedException {
        while (true) {
            try (Socket socket = listener.accept()) {
                open = socket;
                Worker hearing = Worker.start("scripted-hear", () -> hear(socket));
                try {
                    for (int at = 0; stream.length > 0; at = (at + bytesAtATime) % stream.length) {
                        send(socket, java.util.Arrays.copyOfRange(stream, at, Math.min(stream.length, at + bytesAtATime)));
                        Thread.sleep(50);
                    }
                    Thread.sleep(60_000);
                } finally {
                    socket.shutdownInput(); // ends the hearing
                    hearing.close();
                }
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void hear(Socket socket) {
        byte[] buffer = new byte[4096];
        try {
            for (int count = socket.getInputStream().read(buffer); count >= 0; count = socket.getInputStream().read(buffer)) {
                byte[] bytes = java.util.Arrays.copyOf(buffer, count);
                synchronized (heard) {
                    heard.writeBytes(bytes);
                }
                answer(socket, script.apply(bytes));
            }
        } catch (IOException | InterruptedException e) {
            // it is closed
        }
    }

    /** In two parts, as a serial line brings it, with nothing of the stream between them. */
    private synchronized void answer(Socket socket, byte[] answer) throws IOException, InterruptedException {
        send(socket, java.util.Arrays.copyOf(answer, answer.length / 2));
        Thread.sleep(answer.length / 20);
        if (answer.length > 0 && socket.getInputStream().available() > 0) {
            hasty++;
        }
        send(socket, java.util.Arrays.copyOfRange(answer, answer.length / 2, answer.length));
    }

    /** How often the next command came before the answer to the last was over. */
    public int hasty() {
        return hasty;
    }

    private synchronized void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** All that it was sent so far. */
    public byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    public String heardText() {
        return new String(heard(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Socket socket = open;
        if (socket != null) {
            socket.close();
        }
        accepting.close();
    }
}

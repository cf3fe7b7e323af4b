package depot.discovery.link;

import depot.common.websocket.client.FrameReader;
import depot.common.websocket.client.MaskedFrame;
import depot.support.Await;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Somebody on a rover's own port, with nothing of discovery's: sees its frames, drives it by hand. A thread of its own reads; any
 * thread may call.
 */
public final class Operator implements AutoCloseable {
    private final Socket socket;
    private final AtomicReference<RoverFrame> newest = new AtomicReference<>();

    public Operator(String host, int port) throws IOException {
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        int ends = 0;
        while (ends < 4) {
            int next = socket.getInputStream().read();
            ends = next == '\r' || next == '\n' ? ends + 1 : 0;
        }
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        FrameReader reader = new FrameReader(new FrameReader.Sink() {
            private final ByteBuffer message = ByteBuffer.allocate(4096);

            @Override
            public void message(ByteBuffer part, boolean first, boolean last) {
                message.put(part);
                if (last) {
                    RoverFrame.read(message.flip()).ifPresent(newest::set);
                    message.clear();
                }
            }

            @Override
            public void control(int opcode, ByteBuffer payload) {}
        });
        byte[] bytes = new byte[4096];
        try {
            int count;
            while ((count = socket.getInputStream().read(bytes)) > 0) {
                reader.feed(ByteBuffer.wrap(bytes, 0, count));
            }
        } catch (IOException e) {
            // it was cut
        }
    }

    public void send(byte[] message) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(MaskedFrame.LONGEST_HEAD + message.length);
        MaskedFrame.write(frame, FrameReader.BINARY, message, 0x12345678);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    public void twist(double linear, double angular) throws IOException {
        send(ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN).put((byte) 1).putDouble(linear).putDouble(angular).put((byte) 0)
                .array());
    }

    public void stop() throws IOException {
        send(new byte[] {2});
    }

    public void heartbeat() throws IOException {
        send(new byte[] {3});
    }

    public void mode(int mode) throws IOException {
        send(new byte[] {4, (byte) mode});
    }

    public void release() throws IOException {
        send(new byte[] {6});
    }

    /** What is said again and again. */
    private interface Word {
        void say() throws IOException;
    }

    /** Sends heartbeats ten times a second, until it is ended or cut. */
    public Feeding feed() {
        return repeat(this::heartbeat);
    }

    /** Sends twists ten times a second, as one does who drives by hand. */
    public Feeding drive(double linear, double angular) {
        return repeat(() -> twist(linear, angular));
    }

    private static Feeding repeat(Word word) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    word.say();
                    Thread.sleep(Duration.ofMillis(100));
                }
            } catch (IOException | InterruptedException e) {
                // that was all
            }
        });
        return () -> {
            thread.interrupt();
            thread.join();
        };
    }

    /** Heartbeats that go on. */
    public interface Feeding {
        void end() throws InterruptedException;
    }

    /** The newest frame that is such. */
    public RoverFrame await(String what, Predicate<RoverFrame> such) throws Exception {
        Await.until(what, () -> newest.get() != null && such.test(newest.get()));
        return newest.get();
    }

    public RoverFrame now() {
        return newest.get();
    }

    /** Cuts the line. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package depot.discovery.link;

import depot.common.json.Text;
import depot.common.websocket.client.FrameReader;
import depot.common.websocket.client.MaskedFrame;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A link that is up: reads what has come, decodes only the newest frame, and sends commands. It is polled, and never waits. For one
 * thread, that of {@link RoverLinks}.
 */
final class OpenLink {
    /** What one read takes of a rover that sends more than it should: the others are to have their turn. */
    static final int READ_BYTES = 16 * 1024;
    private static final int LONGEST_FRAME = 64 * 1024;
    private static final int LONGEST_KEPT = 4 * 1024; // of a frame that is cut in two; newer daemons' are longer than 90 bytes

    private final SocketChannel channel;
    private final RandomGenerator masks;
    private final ByteBuffer outgoing = ByteBuffer.allocate(MaskedFrame.LONGEST_HEAD + 125);
    private final FrameReader reader = new FrameReader(new Messages(), LONGEST_FRAME);
    private byte[] cut = {}; // a message that came in parts, so far
    private int cutLength;
    private ByteBuffer newestMessage; // of this read, where it lies; null when none came
    private byte[] ping; // the newest of this read, which alone is answered (RFC 6455, section 5.5.3)
    private String closed; // why the rover closed; null while it has not
    private int framesSeen;
    private long bytesRead;
    private RoverFrame newest; // null before the first
    private long drainedNanos; // when nothing was left to be read
    private long newestNotBefore;

    /**
     * @param channel connected, not blocking; closed by {@link #close} or {@link #reset}
     * @param begunNanos when it was not connected yet: no frame is older
     */
    OpenLink(SocketChannel channel, RandomGenerator masks, long begunNanos) {
        this.channel = channel;
        this.masks = masks;
        drainedNanos = begunNanos;
        newestNotBefore = begunNanos;
    }

    /** The link is of no use any more; the message says why, for a person. */
    static final class Ended extends IOException {
        private static final long serialVersionUID = 1L;

        Ended(String why) {
            super(why);
        }
    }

    /**
     * Reads what has come, up to {@link #READ_BYTES}.
     *
     * @param incoming buffer for that; its content is not valid afterwards
     * @return how many frames it had
     * @throws Ended when the rover closed, broke the protocol, or the connection is gone
     */
    int read(long now, ByteBuffer incoming) throws Ended {
        int count;
        try {
            count = channel.read(incoming.clear());
        } catch (IOException e) {
            throw new Ended("the connection broke: " + e.getMessage());
        }
        if (count < 0) {
            throw new Ended("it closed without a word");
        }
        bytesRead += count;
        boolean drained = incoming.hasRemaining();
        int frames = count == 0 ? 0 : take(incoming.flip());
        if (drained) {
            drainedNanos = now;
        }
        return frames;
    }

    /** Bytes that came behind the handshake. */
    int take(ByteBuffer bytes) throws Ended {
        framesSeen = 0;
        newestMessage = null;
        try {
            reader.feed(bytes);
        } catch (FrameReader.BrokenFrame e) {
            throw new Ended("it breaks the protocol: " + e.getMessage());
        }
        if (newestMessage != null) {
            RoverFrame.read(newestMessage).ifPresent(frame -> newest = frame);
            newestNotBefore = drainedNanos; // of all that is known of when it came
        }
        answer();
        return framesSeen;
    }

    private void answer() throws Ended {
        if (ping != null) {
            byte[] payload = ping;
            ping = null;
            MaskedFrame.write(outgoing.clear(), FrameReader.PONG, payload, masks.nextInt());
            write();
        }
        if (closed != null) {
            throw new Ended(closed);
        }
    }

    /** The newest frame of this connection; empty before the first. */
    Optional<RoverFrame> newest() {
        return Optional.ofNullable(newest);
    }

    /** When the newest frame came at the earliest: it was not there when all was last read. */
    long newestNotBefore() {
        return newestNotBefore;
    }

    /** Bytes read on this connection so far. */
    long bytesRead() {
        return bytesRead;
    }

    /** When all that had come was last read: a rover that sends more than is taken leaves this behind. */
    long drainedNanos() {
        return drainedNanos;
    }

    /** @throws Ended when the rover's side takes nothing more */
    void send(RoverCommand command) throws Ended {
        command.write(outgoing.clear(), masks.nextInt());
        write();
    }

    private void write() throws Ended {
        try {
            outgoing.flip();
            channel.write(outgoing);
            if (outgoing.hasRemaining()) {
                throw new Ended("it takes nothing of what is sent");
            }
        } catch (Ended e) {
            throw e;
        } catch (IOException e) {
            throw new Ended("the connection broke: " + e.getMessage());
        }
    }

    /** Ends it in good order, as far as that needs no waiting. */
    void close(int code) {
        try {
            MaskedFrame.write(outgoing.clear(), FrameReader.CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, masks.nextInt());
            write();
        } catch (Ended e) {
            // it is closed below
        }
        closeChannel();
    }

    /** Ends it so that nothing that is still on its way, a heartbeat that the network holds up, comes to the rover later. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // then it closes the usual way
        }
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    private final class Messages implements FrameReader.Sink {
        @Override
        public void message(ByteBuffer part, boolean first, boolean last) {
            if (first && last) {
                whole(part);
                return;
            }
            cutLength = first ? 0 : cutLength;
            int taken = Math.min(part.remaining(), LONGEST_KEPT - cutLength);
            if (cut.length < cutLength + taken) {
                cut = Arrays.copyOf(cut, Math.clamp(2L * (cutLength + taken), 256, LONGEST_KEPT));
            }
            part.get(cut, cutLength, taken);
            cutLength += taken;
            if (last) {
                whole(ByteBuffer.wrap(Arrays.copyOf(cut, cutLength)));
                cut = new byte[0]; // seldom needed
                cutLength = 0;
            }
        }

        private void whole(ByteBuffer message) {
            if (reader.isBinary() && message.remaining() >= RoverFrame.LENGTH && message.get(message.position()) == RoverFrame.TYPE) {
                framesSeen++;
                newestMessage = message.slice();
            }
        }

        @Override
        public void control(int opcode, ByteBuffer payload) {
            if (opcode == FrameReader.PING) {
                ping = payload.array();
            } else if (opcode == FrameReader.CLOSE) {
                closed = "it closed" + (payload.remaining() < 2 ? "" : " with " + (payload.getShort() & 0xffff))
                        + (payload.hasRemaining() ? ": " + Text.shown(StandardCharsets.UTF_8.decode(payload).toString()) : "");
            }
        }
    }
}

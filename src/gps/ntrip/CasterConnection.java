package depot.gps.ntrip;

import depot.gnss.ntrip.HeadRest;
import depot.gnss.ntrip.NtripAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A connection to another caster, up to the end of its answer's head. One thread; any thread may {@link #close} it. */
final class CasterConnection implements AutoCloseable {
    /** Limit for connecting, and again for the answer: a source has ten seconds for both. */
    private static final Duration WITHIN = Duration.ofSeconds(4);
    private static final int MOST_HEAD = 8 * 1024;

    private final NtripAddress address;
    private final Socket socket = new Socket();
    private byte[] after = new byte[0]; // read with the head, and behind it
    private HeadRest rest; // of a version 1 answer; null when the stream follows at once

    CasterConnection(NtripAddress address) throws IOException {
        this.address = address;
        try {
            InetSocketAddress to = new InetSocketAddress(address.host(), address.port());
            if (to.isUnresolved()) {
                throw new IOException("there is no host " + address.host());
            }
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(to, (int) WITHIN.toMillis());
        } catch (IOException e) {
            socket.close();
            throw new IOException("the caster cannot be reached: " + e.getMessage());
        }
    }

    /** @throws IOException when no whole head came in time */
    NtripAnswer.Parsed ask(String head) throws IOException {
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[MOST_HEAD];
        int length = 0;
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (length < MOST_HEAD) {
            int count = read(bytes, length, deadline);
            if (count < 0) {
                throw new IOException("the caster ended the connection without an answer");
            }
            length += count;
            int end = NtripAnswer.headLength(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
            if (end > 0) {
                boolean http = bytes[0] == 'H';
                after = Arrays.copyOfRange(bytes, end, length);
                if (!http) {
                    rest = new HeadRest();
                    after = rest.data(after, after.length);
                }
                socket.setSoTimeout(0);
                return NtripAnswer.parse(new String(bytes, 0, end, StandardCharsets.ISO_8859_1), this::withoutSecret);
            }
        }
        throw new IOException("the caster answers with something that is not NTRIP");
    }

    private int read(byte[] bytes, int from, long deadline) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        try {
            socket.setSoTimeout((int) Math.max(1, millis));
            return socket.getInputStream().read(bytes, from, bytes.length - from);
        } catch (SocketTimeoutException e) {
            throw new IOException("the caster does not answer");
        }
    }

    /** What an answer means that is not what was asked for. */
    IOException refusal(NtripAnswer.Parsed answer) {
        return new IOException(switch (answer) {
            case NtripAnswer.Parsed.Table _ -> "the caster has no such stream: it answers with its source table";
            case NtripAnswer.Parsed.Refused refused -> "the caster refuses: " + refused.reason();
            case NtripAnswer.Parsed.Accepted _ -> "the caster accepts";
        });
    }

    /** Some casters repeat the request in what they say. */
    private String withoutSecret(String text) {
        return address.credentials().map(credentials -> credentials.hiddenIn(text)).orElse(text);
    }

    /** What came behind the head, once; then from the socket. */
    int read(byte[] buffer) throws IOException {
        InputStream in = socket.getInputStream();
        while (after.length == 0) {
            int count = in.read(buffer);
            if (count <= 0 || rest == null || rest.isOver()) {
                return count;
            }
            after = rest.data(buffer, count); // empty while a version 1 head goes on
        }
        return takeAfter(buffer);
    }

    private int takeAfter(byte[] buffer) {
        int count = Math.min(after.length, buffer.length);
        System.arraycopy(after, 0, buffer, 0, count);
        after = Arrays.copyOfRange(after, count, after.length);
        return count;
    }

    void write(byte[] bytes, int from, int length) throws IOException {
        socket.getOutputStream().write(bytes, from, length);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}

package depot.gps.caster;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection before its stream begins: reads a head and sends an answer, neither for longer than allowed. One thread; the
 * channel's reads and writes end early when another closes it.
 */
final class Door {
    private static final long PAUSE_NANOS = 5_000_000;
    private static final int MOST_DRAINED = 64 * 1024;
    private static final Duration DRAINING = Duration.ofSeconds(1);

    /** What came in for a head. */
    sealed interface Head {
        /** @param after bytes that came behind it */
        record Whole(String text, byte[] after) implements Head {}

        record TooLarge() implements Head {}

        record TooLate() implements Head {}

        record Ended() implements Head {}
    }

    private final SocketChannel channel;
    private final long deadlineNanos;

    Door(SocketChannel channel, Duration within) {
        this.channel = channel;
        deadlineNanos = System.nanoTime() + within.toNanos();
    }

    /** Reads a head up to its empty line. */
    Head read(int mostBytes) throws IOException {
        byte[] bytes = new byte[Math.min(1024, mostBytes)];
        int length = 0;
        int empty = 0; // bytes of empty lines before the request
        while (true) {
            int count = readSome(bytes, length, deadlineNanos);
            if (count <= 0) {
                return count == 0 ? new Head.TooLate() : new Head.Ended();
            }
            if (length == 0) {
                int leading = leadingLineEnds(bytes, count);
                empty += leading;
                count -= leading;
                System.arraycopy(bytes, leading, bytes, 0, count);
                if (count == 0 && empty < mostBytes) {
                    continue;
                }
            }
            int end = endOfHead(bytes, Math.max(0, length - 3), length + count);
            length += count;
            if (end > 0) {
                return new Head.Whole(new String(bytes, 0, end, StandardCharsets.ISO_8859_1),
                        java.util.Arrays.copyOfRange(bytes, end, length));
            }
            if (length == mostBytes || empty >= mostBytes) {
                return new Head.TooLarge();
            }
            if (length == bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, Math.min(2 * length, mostBytes));
            }
        }
    }

    private static int leadingLineEnds(byte[] bytes, int count) {
        int at = 0;
        while (at < count && (bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        return at;
    }

    /** @return 0 when nothing came in time, -1 at the end */
    private int readSome(byte[] bytes, int from, long deadline) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            return 0;
        }
        channel.socket().setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        try {
            return channel.socket().getInputStream().read(bytes, from, bytes.length - from);
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    /** Past the empty line, whose ends may be CR LF or LF alone; -1 when there is none from {@code from} on. */
    static int endOfHead(byte[] bytes, int from, int to) {
        for (int at = from; at < to - 1; at++) {
            if (bytes[at] == '\n') {
                if (bytes[at + 1] == '\n') {
                    return at + 2;
                }
                if (bytes[at + 1] == '\r' && at + 2 < to && bytes[at + 2] == '\n') {
                    return at + 3;
                }
            }
        }
        return -1;
    }

    /** Leaves the channel not blocking. */
    boolean answer(String text) throws IOException {
        channel.configureBlocking(false);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                if (System.nanoTime() - deadlineNanos > 0) {
                    return false;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return true;
    }

    /** Ends our side and waits a moment for the other's: to close upon unread bytes would take the answer back. */
    void finish() throws IOException {
        channel.shutdownOutput();
        channel.configureBlocking(true);
        byte[] dropped = new byte[1024];
        long deadline = System.nanoTime() + DRAINING.toNanos();
        for (int drained = 0; drained < MOST_DRAINED; ) {
            int count = readSome(dropped, 0, deadline);
            if (count <= 0) {
                return;
            }
            drained += count;
        }
    }
}

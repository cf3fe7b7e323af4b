package depot.common.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The input of one connection: each request's head is checked before the JDK's parser sees it, and its body is passed on up
 * to its exact end. Malformed bytes end the connection, so nothing after them is ever read as a request.
 *
 * <p>For one thread at a time: a request's own, and the JDK's dispatching thread between two requests. Any thread may
 * call {@link #beganAt} and {@link #inHead}.
 */
final class RequestInput extends InputStream {
    private static final int BUFFER_BYTES = 1024;
    private static final byte[] NOTHING = {};
    private static final byte[] END_OF_CHUNKS = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What came instead of a request, or a request. */
    sealed interface Arrival {
        /** Its head is whole; {@link #read} gives it and its body. */
        record Whole() implements Arrival {}

        /** The client has closed the connection. */
        record Ended() implements Arrival {}

        /** The request is answered with this, and the connection is closed. */
        record Refused(RequestHead.Violation violation) implements Arrival {}
    }

    /** Asked while a head grows: whether it may be so large. Waits, or refuses. */
    @FunctionalInterface
    interface Room {
        boolean grow(int bytes);
    }

    private final SocketChannel channel;
    private final HalfSent halfSent;
    private byte[] buffer = NOTHING; // from next to end: bytes that have come and are not parsed yet
    private int next;
    private int end;
    private byte[] ready = NOTHING; // what the parser gets before more of the body: a head, a line between chunks
    private int readyNext;
    private long left; // of the body, or of the chunk
    private ChunkFrames chunks; // null where the body does not come in chunks
    private boolean bodyEnded = true;
    private boolean mayContinue; // the client waits for leave to send its body
    private boolean answering;
    private boolean closing; // nothing more is read as a request
    private boolean first; // the first read of a request: the bytes that woke this thread are there already
    private volatile long beganAt; // the request
    private volatile boolean inHead; // written by the reading thread

    RequestInput(SocketChannel channel, HalfSent halfSent) {
        this.channel = channel;
        this.halfSent = halfSent;
        begin();
    }

    /** The first bytes of a request are there; before a thread reads them. */
    final void begin() {
        beganAt = halfSent.now();
    }

    /** Reads the next request's head. */
    Arrival readHead(int maxBytes, Room room) throws IOException {
        if (closing) {
            return new Arrival.Ended();
        }
        first = next == end; // what came behind the last request woke this thread, and is here
        answering = false;
        inHead = true;
        begin();
        HeadScanner scanner = new HeadScanner(maxBytes);
        while (true) {
            while (next < end) {
                switch (scanner.take(buffer[next++])) {
                    case MORE -> { }
                    case BAD -> {
                        return refused(scanner.violation());
                    }
                    case END -> {
                        return judged(scanner.head());
                    }
                }
            }
            if (!room.grow(scanner.length())) {
                return refused(new RequestHead.Violation(503, "too much is being taken in at the moment"));
            }
            if (!fill()) {
                return new Arrival.Ended();
            }
        }
    }

    private Arrival refused(RequestHead.Violation violation) {
        closing = true;
        return new Arrival.Refused(violation);
    }

    private Arrival judged(byte[] head) {
        return switch (RequestHead.judge(head)) {
            case RequestHead.Judgement.Bad bad -> refused(bad.violation());
            case RequestHead.Judgement.Good good -> {
                inHead = false;
                ready = good.head().bytes();
                readyNext = 0;
                boolean chunked = good.head().contentLength() == RequestHead.CHUNKED;
                left = chunked ? 0 : good.head().contentLength();
                chunks = chunked ? new ChunkFrames() : null;
                bodyEnded = !chunked;
                mayContinue = good.head().expectsContinue();
                yield new Arrival.Whole();
            }
        };
    }

    /** More into the empty buffer; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (buffer.length == 0) {
            buffer = new byte[BUFFER_BYTES];
        }
        int count = receive(buffer, 0, buffer.length);
        next = 0;
        end = Math.max(0, count);
        return count > 0;
    }

    private int receive(byte[] into, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(into, offset, length);
        if (first) {
            first = false;
            return channel.read(target);
        }
        halfSent.waits(this);
        try {
            return channel.read(target);
        } finally {
            halfSent.waitsNoMore(this);
        }
    }

    @Override
    public int read() throws IOException {
        if (readyNext < ready.length) {
            return ready[readyNext++] & 0xFF;
        }
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (readyNext == ready.length && left == 0 && !bodyEnded) {
            nextChunk();
        }
        if (readyNext < ready.length) {
            int count = Math.min(length, ready.length - readyNext);
            System.arraycopy(ready, readyNext, into, offset, count);
            readyNext += count;
            return count;
        }
        if (left == 0) {
            return -1;
        }
        int count = body(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            closing = true; // whatever it was, it did not come whole
            return -1;
        }
        left -= count;
        if (left == 0 && chunks != null) {
            ready = CRLF;
            readyNext = 0;
        }
        return count;
    }

    private int body(byte[] into, int offset, int length) throws IOException {
        letCome();
        if (next < end) {
            int count = Math.min(length, end - next);
            System.arraycopy(buffer, next, into, offset, count);
            next += count;
            return count;
        }
        if (length >= BUFFER_BYTES) {
            return receive(into, offset, length);
        }
        return fill() ? body(into, offset, length) : -1;
    }

    /** Sends {@code 100 Continue} to a client that waits for it: only now, as a handler reads the body. */
    private void letCome() throws IOException {
        if (mayContinue) {
            if (answering) {
                closing = true;
                throw new IOException("the body was not asked for");
            }
            mayContinue = false;
            if (next == end) {
                new ChannelOutput(channel).write(CONTINUE);
            }
        }
    }

    private void nextChunk() throws IOException {
        letCome();
        while (true) {
            if (next == end && !fill()) {
                closing = true;
                throw new IOException("the connection ended within the body");
            }
            switch (chunks.take(buffer[next++])) {
                case ChunkFrames.Line.Unfinished unfinished -> { }
                case ChunkFrames.Line.Data data -> {
                    ready = ChunkFrames.sizeLine(data.bytes());
                    readyNext = 0;
                    left = data.bytes();
                    return;
                }
                case ChunkFrames.Line.End ended -> {
                    closing |= chunks.trailed();
                    bodyEnded = true;
                    ready = END_OF_CHUNKS;
                    readyNext = 0;
                    return;
                }
                case ChunkFrames.Line.Broken broken -> {
                    closing = true;
                    throw new IOException(broken.why());
                }
            }
        }
    }

    /** An answer is about to be written: nothing is asked for any more. */
    void beginAnswer() {
        answering = true;
        closing |= mayContinue; // whether it will send the body is not known
    }

    /** Whether the connection must be closed after this request, as it is not known where the next one begins. */
    boolean endsConnection() {
        return closing || chunks != null && !bodyEnded;
    }

    /** Bytes that came after the head, for the protocol that takes over; this reads no more. */
    byte[] detach() {
        byte[] early = Arrays.copyOfRange(buffer, next, end);
        closing = true;
        buffer = NOTHING;
        next = 0;
        end = 0;
        return early;
    }

    /** What is read ahead. Asks no socket: after a request, this is whether the next is there already. */
    @Override
    public int available() {
        int waiting = ready.length - readyNext + end - next;
        if (waiting == 0 && left == 0) {
            buffer = NOTHING; // a connection that waits for its next request holds none
            ready = NOTHING;
            readyNext = 0;
            next = 0;
            end = 0;
        }
        return waiting;
    }

    /** When the request that is being read began, in nanoseconds of {@link HalfSent#now}. */
    long beganAt() {
        return beganAt;
    }

    boolean inHead() {
        return inHead;
    }

    SocketChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

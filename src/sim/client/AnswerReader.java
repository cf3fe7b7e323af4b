package depot.sim.client;

import depot.common.websocket.client.HeadReader;
import depot.common.websocket.client.HttpHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes the answers of an HTTP/1.1 server apart (RFC 9112, sections 6 and 7): a body of known length, in chunks, or
 * up to the end of the connection. Not for answers to HEAD. No I/O; one connection each; not for use by several threads.
 */
final class AnswerReader {

    static final int LONGEST_BODY = 64 * 1024 * 1024;

    interface Sink {
        /**
         * A whole answer.
         *
         * @param body between position and limit, worthless after the call
         * @param more whether the connection can carry another request
         */
        void answer(int status, ByteBuffer body, boolean more);
    }

    private enum State { HEAD, BODY, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER, UNTIL_END }

    private final Sink sink;
    private final HeadReader heads = new HeadReader();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private final StringBuilder line = new StringBuilder();
    private State state = State.HEAD;
    private int status;
    private boolean more;
    /** Bytes left of the body, or of the present chunk. */
    private long left;

    AnswerReader(Sink sink) {
        this.sink = sink;
    }

    /** Reads the buffer to its end. */
    void feed(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            switch (state) {
                case HEAD -> readHead(in);
                case BODY -> readBody(in);
                case CHUNK_SIZE -> readLine(in, this::beginChunk);
                case CHUNK -> readChunk(in);
                case CHUNK_END -> readLine(in, ignored -> state = State.CHUNK_SIZE);
                case TRAILER -> readLine(in, this::endTrailer);
                case UNTIL_END -> keep(in, in.remaining());
            }
        }
    }

    /** The server closed: that completes an answer of no stated length. */
    void end() {
        if (state == State.UNTIL_END) {
            more = false;
            complete();
        }
    }

    private void readHead(ByteBuffer in) throws IOException {
        HttpHead head = heads.feed(in);
        if (head == null) {
            return;
        }
        status = head.status();
        more = !head.fieldIs("connection", "close");
        if (status < 200) {
            return;
        }
        if (status == 204 || status == 304) {
            complete();
        } else if (head.fieldIs("transfer-encoding", "chunked")) {
            state = State.CHUNK_SIZE;
        } else {
            String length = head.field("content-length").orElse(null);
            left = length == null ? Long.MAX_VALUE : lengthOf(length, 10);
            state = length == null ? State.UNTIL_END : State.BODY;
            if (left == 0) {
                complete();
            }
        }
    }

    private static long lengthOf(String text, int radix) throws IOException {
        try {
            long length = Long.parseLong(text, radix);
            if (length >= 0 && length <= LONGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException e) {
            // reported below, with what was there
        }
        throw new IOException("not a length this client takes: " + text);
    }

    /** A body that came in one piece is handed on where it lies. */
    private void readBody(ByteBuffer in) throws IOException {
        if (body.size() == 0 && in.remaining() >= left) {
            int end = in.limit();
            int next = in.position() + (int) left;
            in.limit(next);
            state = State.HEAD;
            sink.answer(status, in, more);
            in.limit(end).position(next);
            return;
        }
        left -= keep(in, left);
        if (left == 0) {
            complete();
        }
    }

    private void beginChunk(String size) throws IOException {
        int extension = size.indexOf(';');
        left = lengthOf((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
        state = left == 0 ? State.TRAILER : State.CHUNK;
    }

    private void readChunk(ByteBuffer in) throws IOException {
        left -= keep(in, left);
        if (left == 0) {
            state = State.CHUNK_END;
        }
    }

    private void endTrailer(String field) {
        if (field.isEmpty()) {
            complete();
        }
    }

    private interface LineTaker {
        void take(String line) throws IOException;
    }

    private void readLine(ByteBuffer in, LineTaker taker) throws IOException {
        while (in.hasRemaining()) {
            char next = (char) (in.get() & 0xff);
            if (next == '\n') {
                String whole = line.toString().strip();
                line.setLength(0);
                taker.take(whole);
                return;
            }
            if (line.length() > 8_192) {
                throw new IOException("a line between chunks does not end");
            }
            line.append(next);
        }
    }

    private int keep(ByteBuffer in, long most) throws IOException {
        byte[] part = new byte[(int) Math.min(most, in.remaining())];
        in.get(part);
        if (body.size() + part.length > LONGEST_BODY) {
            throw new IOException("the body of the answer is too long");
        }
        body.write(part);
        return part.length;
    }

    private void complete() {
        ByteBuffer whole = ByteBuffer.wrap(body.toByteArray());
        body.reset();
        state = State.HEAD;
        sink.answer(status, whole, more);
    }
}

package depot.common.http;

import depot.common.json.JsonText;
import depot.common.memory.MemoryBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each request on a thread of its own, which reads the head before the JDK's server does: that would accept broken
 * heads, and allocate tens of kilobytes for one that never ends. Here an unfinished head costs the bytes that have come,
 * and a large one needs memory from a budget. Thread-safe.
 */
final class RequestThreads implements Executor {
    private static final Logger log = LoggerFactory.getLogger("depot.http");
    private static final ScopedValue<Reading> READING = ScopedValue.newInstance();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LINGER_BYTES = 256 * 1024;

    private final JdkTasks tasks;
    private final int maxHead;
    private final MemoryBudget heads;
    private final Executor threads;
    private final Refusals refusals;
    private final HalfSent halfSent;

    /**
     * @param heads what large heads may take together
     * @param threads makes a thread for each
     */
    RequestThreads(JdkTasks tasks, int maxHead, MemoryBudget heads, Executor threads, Refusals refusals, HalfSent halfSent) {
        this.tasks = tasks;
        this.maxHead = maxHead;
        this.heads = heads;
        this.threads = threads;
        this.refusals = refusals;
        this.halfSent = halfSent;
    }

    /** A request on its thread. */
    private final class Reading implements Runnable {
        private final Runnable task;
        private final RequestInput input;
        private final MemoryBudget.Share memory = heads.share(() ->
                refusals.count("heads", "http", "large request heads hold all the memory that they may"));

        Reading(Runnable task) {
            this.task = task;
            input = tasks.input(task, halfSent);
        }

        @Override
        public void run() {
            try {
                if (arrived()) {
                    ScopedValue.where(READING, this).run(task);
                } else {
                    tasks.end(task);
                }
            } finally {
                memory.release();
            }
        }

        private boolean arrived() {
            try {
                return switch (input.readHead(maxHead, this::mayBe)) {
                    case RequestInput.Arrival.Whole whole -> true;
                    case RequestInput.Arrival.Ended ended -> false;
                    case RequestInput.Arrival.Refused refused -> {
                        refuse(refused.violation());
                        yield false;
                    }
                };
            } catch (IOException | RuntimeException e) {
                log.debug("a connection ended within a request's head: {}", e.toString());
                return false;
            }
        }

        /** Whether there is memory for a head of so many bytes, of which the JDK's parser will hold several copies. */
        private boolean mayBe(int bytes) {
            return bytes <= MemoryBudget.SMALL_BYTES || memory.grow((long) maxHead * Capacity.HEAD_COPIES, PATIENCE);
        }

        private void refuse(RequestHead.Violation violation) throws IOException {
            refusals.count(violation.status() == 431 ? "head" : violation.status() == 503 ? "heads" : "malformed", "http",
                    "a request was refused: " + violation.why());
            ByteBuffer answer = ByteBuffer.wrap(answer(violation));
            while (answer.hasRemaining()) {
                input.channel().write(answer);
            }
            linger();
        }

        private static byte[] answer(RequestHead.Violation violation) {
            byte[] body = JsonText.pair("error", violation.why());
            byte[] head = ("HTTP/1.1 " + violation.status() + " " + phrase(violation.status())
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                    + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] answer = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, answer, head.length, body.length);
            return answer;
        }

        private static String phrase(int status) {
            return switch (status) {
                case 431 -> "Request Header Fields Too Large";
                case 501 -> "Not Implemented";
                case 503 -> "Service Unavailable";
                case 505 -> "HTTP Version Not Supported";
                default -> "Bad Request";
            };
        }

        /** Closing at once, with bytes unread, would take the answer from the client before it has read it. */
        private void linger() throws IOException {
            input.channel().shutdownOutput();
            ByteBuffer dropped = ByteBuffer.allocate(1024);
            halfSent.waits(input);
            try {
                for (int left = LINGER_BYTES; left > 0 && input.channel().read(dropped.clear()) >= 0; left -= dropped.position()) {
                    // until the client has closed, too, or its time is up
                }
            } finally {
                halfSent.waitsNoMore(input);
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(new Reading(task));
        } catch (RejectedExecutionException e) {
            tasks.end(task); // the service has stopped
        }
    }

    /** The request that this thread handles is past the JDK's parser. */
    static void headRead() {
        if (READING.isBound()) {
            READING.get().memory.release();
        }
    }

    /** What the request that this thread handles is read from. */
    static RequestInput input() {
        return READING.get().input;
    }
}

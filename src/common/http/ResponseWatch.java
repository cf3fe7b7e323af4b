package depot.common.http;

import com.sun.net.httpserver.HttpExchange;
import depot.common.threads.Worker;
import depot.common.time.AwakeClock;
import depot.common.time.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Ends answers whose client stopped reading: the JDK's server would wait for ever, a thread and a connection for each.
 * (Its own limit, maxRspTime, is for the whole answer, which would end long downloads.) While there are as many connections as there
 * may be, those that have read nothing for longest make room much sooner. Thread-safe.
 */
final class ResponseWatch implements AutoCloseable {
    private static final int PIECE = 16 * 1024;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    // a round this many times later than it should be: the process stood still
    private static final int ROUNDS_MISSED = 3;
    private static final int SOONER = 6; // this part of the time, while others wait for a connection
    private static final int ENDED_A_ROUND = 64; // then, so that no more make room than must

    private final ConnectionTakeover connections;
    private final BooleanSupplier full;
    private final long stuckNanos;
    private final Refusals refusals;
    private final Duration pause;
    private final AwakeClock clock;
    private final Set<Answer> answers = ConcurrentHashMap.newKeySet();
    private final Worker sweeper;

    /** @param full whether there are as many connections as there may be */
    ResponseWatch(ConnectionTakeover connections, BooleanSupplier full, Duration stuck, Time time, Refusals refusals) {
        this.connections = connections;
        this.full = full;
        this.refusals = refusals;
        stuckNanos = stuck.toNanos();
        Duration tenth = stuck.dividedBy(10);
        pause = tenth.compareTo(LONGEST_PAUSE) < 0 ? tenth : LONGEST_PAUSE;
        clock = new AwakeClock(time, pause.multipliedBy(ROUNDS_MISSED));
        sweeper = Worker.start("http-sweep", this::sweep);
    }

    /** Watches an exchange from now until the answer is closed, which must come after the exchange's own end. */
    Answer begin(HttpExchange exchange) {
        Answer answer = new Answer(exchange);
        answers.add(answer);
        return answer;
    }

    private void sweep() throws InterruptedException {
        while (true) {
            Thread.sleep(pause);
            clock.beat();
            long now = clock.nanos();
            for (Answer answer : answers) {
                answer.nudge();
                long blocked = answer.blocked(now);
                if (blocked > stuckNanos) {
                    end(answer, blocked);
                }
            }
            if (full.getAsBoolean()) {
                makeRoom(now);
            }
        }
    }

    private void makeRoom(long now) {
        record Blocked(Answer answer, long nanos) {}
        answers.stream().map(answer -> new Blocked(answer, answer.blocked(now)))
                .filter(each -> each.nanos > stuckNanos / SOONER).sorted(Comparator.comparingLong(Blocked::nanos).reversed())
                .limit(ENDED_A_ROUND).forEach(each -> end(each.answer, each.nanos));
    }

    private void end(Answer answer, long nanos) {
        refusals.closed("stuck", "http", answer.exchange.getRemoteAddress() + ": closed, it has read nothing of its answer for "
                + nanos / 1_000_000_000L + " s", "depot_http_requests_total{status=\"cut\"}");
        answers.remove(answer);
        connections.sever(answer.exchange);
    }

    @Override
    public void close() {
        sweeper.close();
    }

    /** One answer being written, by one thread. */
    final class Answer implements AutoCloseable {
        private final HttpExchange exchange;
        private final Thread thread = Thread.currentThread();
        // since when a write has made no headway; 0 while none is under way, as the answer waits for its own disk; written by the answering
        // thread
        private volatile long writesSince = clock.nanos() | 1;
        private long nudgedFor; // the sweep's

        private Answer(HttpExchange exchange) {
            this.exchange = exchange;
        }

        /** For how long its write has made no headway, in nanoseconds. */
        private long blocked(long now) {
            long since = writesSince;
            return since == 0 ? 0 : now - since;
        }

        /** The exchange's body in pieces, each of which is headway. */
        OutputStream body() {
            writesSince = 0;
            return new Pieces(exchange.getResponseBody());
        }

        /**
         * Makes a blocked write try again: the kernel wakes it only when a third of the send buffer is free, which
         * a slow reader may take minutes for.
         */
        private void nudge() {
            long since = writesSince;
            if (since != 0 && since == nudgedFor) {
                LockSupport.unpark(thread);
            }
            nudgedFor = since;
        }

        @Override
        public void close() {
            answers.remove(this);
        }

        private final class Pieces extends OutputStream {
            private final OutputStream out;

            Pieces(OutputStream out) {
                this.out = out;
            }

            @Override
            public void write(int b) throws IOException {
                writesSince = clock.nanos() | 1;
                out.write(b);
                writesSince = 0;
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                for (int end = from + length; from < end; from += PIECE) {
                    writesSince = clock.nanos() | 1;
                    out.write(bytes, from, Math.min(PIECE, end - from));
                }
                writesSince = 0;
            }

            @Override
            public void flush() throws IOException {
                writesSince = clock.nanos() | 1; // and what follows is the end
                out.flush();
            }
        }
    }
}

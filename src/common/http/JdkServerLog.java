package depot.common.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the JDK logs to slf4j, and counts what its HTTP server refuses before any handler of ours sees it: too
 * large a head, one that did not come in time, a connection that it has no file descriptor for. The server reports those only
 * to its logger, at a level that also carries every request line with its access token: so nothing of that logger is written.
 *
 * <p>Found by the JDK as a service, once for the process; the counts are the process's. Thread-safe.
 */
public final class JdkServerLog extends System.LoggerFinder {
    private static final AtomicLong LARGE = new AtomicLong();
    private static final AtomicLong SLOW = new AtomicLong();
    private static final AtomicLong NOT_ACCEPTED = new AtomicLong();
    private static final List<Runnable> ON_NOT_ACCEPTED = new CopyOnWriteArrayList<>();
    private static final List<Runnable> ON_BROKEN_OFF = new CopyOnWriteArrayList<>();
    private static final List<String> BROKEN_OFF = List.of("Dispatcher (4)", "Dispatcher (7)"); // what it says then

    /** Made by the service loader. */
    public JdkServerLog() {}

    /** Requests whose head (request line and headers) was over the limit; the server just closes those. */
    public static long largeHeads() {
        return LARGE.get();
    }

    /** Requests that were not complete in time; the server just closes those. */
    public static long slowRequests() {
        return SLOW.get();
    }

    /** How often no connection could be accepted, as the process had no file descriptor left. */
    public static long notAccepted() {
        return NOT_ACCEPTED.get();
    }

    /** Has {@code reaction} called, on the server's own thread, whenever accepting failed; until {@link #forget}. */
    static void onNotAccepted(Runnable reaction) {
        ON_NOT_ACCEPTED.add(reaction);
    }

    /** As above, whenever the server's loop broke off and begins anew, as it also does when accepting failed. */
    static void onBrokenOff(Runnable reaction) {
        ON_BROKEN_OFF.add(reaction);
    }

    static void forget(Runnable reaction) {
        ON_NOT_ACCEPTED.remove(reaction);
        ON_BROKEN_OFF.remove(reaction);
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return name.equals("com.sun.net.httpserver") ? new Watch(name) : new Forward(name);
    }

    private record Watch(String getName) implements System.Logger {
        private static final Logger log = LoggerFactory.getLogger("depot.http");

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.WARNING.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            String cause = thrown == null ? null : thrown.getMessage();
            if (cause != null && cause.startsWith("Maximum ")) {
                count(LARGE, "a request's head was over its limit: its connection was closed");
            } else if (ofAccept(thrown)) {
                count(NOT_ACCEPTED, "connections cannot be accepted, those that there are go on: " + cause);
                ON_NOT_ACCEPTED.forEach(Runnable::run);
            } else if (isLoggable(level)) {
                log.warn("{}", message, thrown);
            }
            if (BROKEN_OFF.contains(message)) {
                ON_BROKEN_OFF.forEach(Runnable::run);
            }
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            if (format.startsWith("closing: no request")) {
                count(SLOW, "a request was not complete in time: its connection was closed");
            } else if (isLoggable(level)) {
                log.warn("{}", format);
            }
        }

        private static boolean ofAccept(Throwable thrown) {
            return thrown instanceof IOException
                    && Arrays.stream(thrown.getStackTrace()).limit(4).anyMatch(frame -> frame.getMethodName().equals("accept"));
        }

        private static void count(AtomicLong counter, String what) {
            // the metric goes on counting; more lines would only fill the disk
            if (counter.getAndIncrement() == 0) {
                log.warn("{} (logged once; see depot_refused_total)", what);
            }
        }
    }

    private record Forward(String getName) implements System.Logger {
        private Logger log() {
            return LoggerFactory.getLogger(getName);
        }

        @Override
        public boolean isLoggable(Level level) {
            return level != Level.OFF && (level == Level.ALL || log().isEnabledForLevel(toSlf4j(level)));
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            if (isLoggable(level)) {
                log().atLevel(toSlf4j(level)).setCause(thrown).log(message);
            }
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            if (isLoggable(level)) {
                String text = params == null || params.length == 0 ? format : java.text.MessageFormat.format(format, params);
                log().atLevel(toSlf4j(level)).log(text);
            }
        }

        private static org.slf4j.event.Level toSlf4j(Level level) {
            return switch (level) {
                case ALL, TRACE -> org.slf4j.event.Level.TRACE;
                case DEBUG -> org.slf4j.event.Level.DEBUG;
                case INFO -> org.slf4j.event.Level.INFO;
                case WARNING -> org.slf4j.event.Level.WARN;
                case ERROR, OFF -> org.slf4j.event.Level.ERROR;
            };
        }
    }
}

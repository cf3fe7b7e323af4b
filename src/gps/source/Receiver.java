package depot.gps.source;

import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a source for as long as the service runs: opens it, passes on what comes, and opens it again when it is gone, silent
 * or garbled, with growing pauses. Each outage is logged once, and so is its end.
 */
public final class Receiver implements AutoCloseable {
    /** A link that gives no whole frame for this long is opened anew. */
    static final Duration SILENT = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Logger log = LoggerFactory.getLogger("depot.gps");

    private final ReceiverSource source;
    private final Duration firstPause;
    private final Time time;
    private final List<StreamListener> listeners;
    private final Framer framer = new Framer(this::frame);
    private final byte[] buffer = new byte[16 * 1024];
    private final AtomicLong opened = new AtomicLong();
    private volatile ReceiverLink link; // written by the reading thread; null while there is none
    private volatile long heardAt; // a frame's time, or the link's opening; written by the reading thread
    private volatile boolean anyBytes; // since then; written by the reading thread
    private volatile String silence; // why the watch closed the link; written by the watch
    private volatile String outage = "it has not been opened yet"; // written by the reading thread; null while frames come
    private volatile boolean closing;
    private boolean outageLogged; // the reading thread's, as is the next
    private boolean framesCame;
    private Worker reading;
    private Worker watching;

    /** @param listeners called for everything that happens, in this order */
    public Receiver(ReceiverSource source, Time time, List<StreamListener> listeners) {
        this(source, source.firstPause(), time, listeners);
    }

    Receiver(ReceiverSource source, Duration firstPause, Time time, List<StreamListener> listeners) {
        this.source = source;
        this.firstPause = firstPause;
        this.time = time;
        this.listeners = List.copyOf(listeners);
    }

    public void start() {
        reading = Worker.start("gps-read", this::run);
        watching = Worker.start("gps-watch", () -> {
            while (true) {
                Thread.sleep(LOOK);
                closeSilent();
            }
        });
    }

    public ReceiverSource source() {
        return source;
    }

    /** How often a link was opened. */
    public long opened() {
        return opened.get();
    }

    /** Why nothing comes, for a person; empty while frames come. */
    public Optional<String> outage() {
        return Optional.ofNullable(outage);
    }

    private void run() throws InterruptedException {
        GrowingPause pause = new GrowingPause(firstPause, source.longestPause());
        while (!closing) {
            framesCame = false;
            String why = readOneLink();
            if (closing) {
                return;
            }
            if (!source.comesAgain() && framesCame) {
                outage = source.name() + " was played to its end";
                log.info(outage);
                return;
            }
            outage = why;
            if (!outageLogged) {
                log.warn("nothing from {}: {}; trying again until it is back", source.name(), why);
                outageLogged = true;
            }
            if (framesCame) {
                pause.reset();
            }
            Thread.sleep(pause.next());
        }
    }

    /** @return why it ended */
    private String readOneLink() throws InterruptedException {
        String why = "it has ended";
        try (ReceiverLink open = source.open()) {
            silence = null;
            anyBytes = false;
            heardAt = time.nanos();
            opened.incrementAndGet();
            link = open;
            listeners.forEach(listener -> listener.opened(open));
            for (int count = next(open); count >= 0; count = next(open)) {
                take(count);
            }
        } catch (IOException e) {
            why = e.getMessage() == null ? e.toString() : e.getMessage();
        } finally {
            boolean was = link != null;
            link = null;
            framer.end();
            if (was) {
                String ended = why;
                listeners.forEach(listener -> listener.lost(ended));
            }
        }
        return silence != null ? silence : why;
    }

    /** The closing thread sets {@code closing} before it looks for a link, so either it sees the link or this sees the flag. */
    private int next(ReceiverLink open) throws IOException {
        return closing ? -1 : open.read(buffer);
    }

    private void take(int count) {
        anyBytes |= count > 0;
        for (StreamListener listener : listeners) {
            listener.bytes(buffer, count);
        }
        framer.accept(buffer, 0, count);
        for (StreamListener listener : listeners) {
            listener.counted(framer.counts());
        }
    }

    private void frame(Frame frame) {
        heardAt = time.nanos();
        anyBytes = false;
        if (!framesCame || outage != null) {
            framesCame = true;
            if (outageLogged || opened.get() == 1) {
                log.info("receiving from {}", source.name());
            }
            outageLogged = false;
            outage = null;
        }
        for (StreamListener listener : listeners) {
            listener.frame(frame);
        }
    }

    /** A read that waits for a dead line never comes back by itself. */
    private void closeSilent() {
        ReceiverLink open = link;
        if (open != null && time.nanos() - heardAt >= SILENT.toNanos()) {
            silence = (anyBytes ? source.garbled() : source.silent()) + " (for " + SILENT.toSeconds() + " s)";
            open.close();
        }
    }

    @Override
    public void close() {
        closing = true;
        if (watching != null) {
            watching.close();
        }
        ReceiverLink open = link;
        if (open != null) {
            open.close();
        }
        if (reading != null) {
            reading.close();
        }
    }
}

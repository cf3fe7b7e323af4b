package depot.gps.ntrip;

import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.gnss.ntrip.Credentials;
import depot.gnss.ntrip.NtripAnswer;
import depot.gnss.ntrip.NtripRequest;
import depot.gnss.ntrip.NtripVersion;
import depot.gnss.ntrip.StreamRecord;
import depot.gps.corrections.Corrections;
import depot.gps.corrections.Usability;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the corrections to an outside caster, for as long as the service runs: an upload with {@code SOURCE} as RTKLIB's str2str makes it,
 * or, where the address says {@code ?version=2}, the POST of version 2. Each outage is logged once, and so is its end.
 *
 * <pre>
 *   waiting ──usable for some seconds──→ connected ──a minute without──→ waiting
 *                  ↑                        │    └─what flows has changed─→ connected anew, with a new record
 *                  └──── a growing pause ── failed
 * </pre>
 *
 * Public casters ban clients that connect and send nothing, or that try too often. So it connects only when corrections are usable, leaves
 * after a minute without, and waits longer after a refusal, which does not go away by itself. Any thread may ask and close.
 */
public final class NtripPush implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A connection that ends earlier counts as a failed try, so that a caster that accepts and drops us at once does not fill the log. */
    private static final Duration STEADY = Duration.ofSeconds(30);
    /** A line that is too thin shows it only when the queue is full, after minutes. */
    private static final Duration STEADY_AFTER_LAG = Duration.ofMinutes(10);
    private static final Credentials NOBODY = new Credentials("", "");

    /**
     * @param first pause after a failure; they grow to {@code longest}
     * @param refused the first pause after the caster said no; they grow to {@code longestRefused}
     * @param stuck a write that makes no headway for this long: the caster is gone
     * @param settled corrections have to be usable for this long before it connects, so that the record lists all messages that flow
     * @param leave without usable corrections for this long it leaves
     * @param renew a changed record is sent at most this often, by connecting anew
     */
    record Pauses(Duration first, Duration longest, Duration refused, Duration longestRefused, Duration stuck, Duration settled,
            Duration leave,
            Duration renew) {
        static final Pauses USUAL = new Pauses(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofMinutes(30),
                Duration.ofSeconds(15), Duration.ofSeconds(12), Duration.ofMinutes(1), Duration.ofMinutes(10));

        Pauses(Duration first, Duration longest, Duration stuck) {
            this(first, longest, first, longest, stuck, Duration.ZERO, USUAL.leave, USUAL.renew);
        }
    }

    private final NtripAddress address;
    private final Corrections corrections;
    private final Supplier<StreamRecord> record;
    private final Time time;
    private final Pauses pauses;
    private volatile CasterConnection open; // written by the pushing thread
    private volatile PushStream sending; // written by the pushing thread; null while nothing is accepted
    private volatile PushView view; // written by the pushing thread
    private volatile long bytes; // written by the pushing thread
    private volatile boolean closing; // written by the thread that closes
    private boolean outageLogged; // the pushing thread's, as is the rest
    private boolean announced; // that it goes
    private boolean refused;
    private boolean lags; // the caster was too slow the last time
    private long unusableSince;
    private boolean unusable;
    private final Worker pushing;
    private final Worker watching;

    private NtripPush(NtripAddress address, Corrections corrections, Supplier<StreamRecord> record, Time time, Pauses pauses) {
        this.address = address;
        this.corrections = corrections;
        this.record = record;
        this.time = time;
        this.pauses = pauses;
        show(PushView.State.WAITING, Optional.empty());
        pushing = Worker.start("ntrip-push", this::run);
        watching = Worker.start("ntrip-push-watch", this::watch);
    }

    /** @param record what the other caster's source table is to say, asked for at each connection; see {@code SourceTable} */
    public static NtripPush start(NtripAddress address, Corrections corrections, Supplier<StreamRecord> record) {
        return start(address, corrections, record, Pauses.USUAL);
    }

    static NtripPush start(NtripAddress address, Corrections corrections, Supplier<StreamRecord> record, Pauses pauses) {
        return new NtripPush(address, corrections, record, Time.SYSTEM, pauses);
    }

    public PushView view() {
        return view;
    }

    /** Why nothing goes though there is something to send, for a person; empty otherwise. */
    public Optional<String> outage() {
        PushView now = view;
        return now.state() == PushView.State.FAILED ? now.error() : Optional.empty();
    }

    /** Bytes of corrections sent. */
    public long bytes() {
        return bytes;
    }

    private void show(PushView.State state, Optional<String> error) {
        PushView old = view;
        long since = old != null && old.state() == state ? old.sinceMillis() : time.millis();
        view = new PushView(address.toString(), state, since, error);
    }

    private void run() throws InterruptedException {
        GrowingPause pause = new GrowingPause(pauses.first, pauses.longest);
        GrowingPause afterRefusal = new GrowingPause(pauses.refused, pauses.longestRefused);
        while (!closing) {
            awaitUsable();
            long begin = time.nanos();
            Optional<String> why = pushOnce(begin);
            if (isSteady(begin) && !lags) {
                pause.reset();
                afterRefusal.reset();
            }
            if (why.isPresent() && !closing) {
                show(PushView.State.FAILED, why);
                if (!outageLogged) {
                    log.warn("no corrections to {}: {}; trying again until it takes them", address, why.get());
                    outageLogged = true;
                    announced = false;
                }
                Thread.sleep(refused ? afterRefusal.next() : pause.next());
            }
        }
    }

    private void awaitUsable() throws InterruptedException {
        long usableSince = time.nanos();
        while (!closing) {
            Usability usability = corrections.usability();
            if (!usability.usable()) {
                usableSince = time.nanos();
                show(PushView.State.WAITING, Optional.of("no " + usability.missingNames()));
            } else if (time.nanos() - usableSince >= pauses.settled.toNanos()) {
                return;
            }
            Thread.sleep(LOOK);
        }
    }

    /** @return why it failed; empty when it ended because there is nothing to send, or something new to tell */
    private Optional<String> pushOnce(long begin) throws InterruptedException {
        refused = false;
        unusable = false;
        try (CasterConnection connection = new CasterConnection(address)) {
            open = connection;
            StreamRecord sent = record.get();
            boolean chunked = begin(connection, sent);
            show(PushView.State.CONNECTED, Optional.empty());
            if (!outageLogged) {
                announce();
            }
            PushStream stream = new PushStream(connection, chunked, time, count -> bytes += count);
            sending = stream;
            long renewAt = time.nanos() + pauses.renew.toNanos();
            stream.send(corrections, () -> {
                announceOnceSteady(begin);
                return isUnusableForLong() || time.nanos() - renewAt >= 0 && recordChanged(sent);
            });
            return Optional.empty();
        } catch (IOException e) {
            lags |= e instanceof PushStream.TooSlow;
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            open = null;
            sending = null;
        }
    }

    /** The end of an outage: a caster that accepts and drops us each time has not ended it. */
    private void announceOnceSteady(long begin) {
        if (isSteady(begin)) {
            lags = false;
            announce();
        }
    }

    private void announce() {
        if (!announced) {
            log.info("corrections go to {}", address);
            announced = true;
            outageLogged = false;
        }
    }

    private boolean isSteady(long begin) {
        return time.nanos() - begin > (lags ? STEADY_AFTER_LAG : STEADY).toNanos();
    }

    private boolean isUnusableForLong() {
        boolean now = !corrections.usability().usable();
        if (now && !unusable) {
            unusableSince = time.nanos();
        }
        unusable = now;
        return now && time.nanos() - unusableSince >= pauses.leave.toNanos();
    }

    /** Whether the record differs from the one sent; rates and bits a second, which change all the time, do not count. */
    private boolean recordChanged(StreamRecord sent) {
        return !steadyPart(record.get()).equals(steadyPart(sent));
    }

    private static String steadyPart(StreamRecord r) {
        return new StreamRecord(r.mountpoint(), r.identifier(), r.format(), r.details().replaceAll("\\([^)]*\\)", ""), r.carriers(),
                r.systems(),
                r.latitudeDegrees(), r.longitudeDegrees(), r.generator(), r.authentication(), 0, "").encode();
    }

    /** @return whether what follows is chunked */
    private boolean begin(CasterConnection connection, StreamRecord sent) throws IOException {
        NtripVersion version = address.version().orElse(NtripVersion.V1);
        NtripAnswer.Parsed answer = connection.ask(NtripRequest.upload(version, address.authority(), address.mountpoint(),
                address.credentials().orElse(NOBODY), NtripSource.AGENT, sent));
        if (!(answer instanceof NtripAnswer.Parsed.Accepted)) {
            refused = true;
            throw connection.refusal(answer);
        }
        return version == NtripVersion.V2;
    }

    private void watch() throws InterruptedException {
        while (!closing) {
            Thread.sleep(PATIENCE);
            PushStream stream = sending;
            if (stream != null && stream.blockedNanos() > pauses.stuck.toNanos()) {
                stream.giveUp();
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        watching.close();
        CasterConnection connection = open;
        if (connection != null) {
            connection.close();
        }
        pushing.close();
    }
}

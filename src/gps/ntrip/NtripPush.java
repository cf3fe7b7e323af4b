package depot.gps.ntrip;

import depot.common.threads.GrowingPause;
import depot.common.time.Time;
import depot.common.threads.Worker;
import depot.gnss.ntrip.Credentials;
import depot.gnss.ntrip.NtripAnswer;
import depot.gnss.ntrip.NtripRequest;
import depot.gnss.ntrip.NtripVersion;
import depot.gnss.ntrip.StreamRecord;
import depot.gps.corrections.Corrections;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the corrections to an outside caster, for as long as the service runs: an upload with {@code SOURCE} as RTKLIB's str2str makes it,
 * or, where the address says {@code ?version=2}, the POST of version 2. When the caster is away it is tried again with pauses that grow
 * to a minute; of an outage it tells once, and once of its end. Any thread may ask and close.
 */
public final class NtripPush implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A connection that ends before counts as one more try: who takes us and drops us at once fills no log. */
    private static final Duration STEADY = Duration.ofSeconds(30);
    /** A write that makes no headway for this long: the caster is gone. */
    private static final Duration STUCK = Duration.ofSeconds(15);
    private static final Credentials NOBODY = new Credentials("", "");

    /** The pauses between tries, from the first to the longest; and how long a write may make no headway. */
    record Pauses(Duration first, Duration longest, Duration stuck) {}

    private final NtripAddress address;
    private final Corrections corrections;
    private final Supplier<StreamRecord> record;
    private final Time time;
    private final Pauses pauses;
    private volatile CasterConnection open; // written by the pushing thread
    private volatile PushStream sending; // written by the pushing thread; null while nothing is accepted
    private volatile String outage = "it has not been reached yet"; // written by the pushing thread; null while it goes
    private volatile long bytes; // written by the pushing thread
    private volatile boolean closing; // written by who closes
    private boolean told; // of the outage; the pushing thread's, as is the next
    private boolean announced; // that it goes
    private final Worker pushing;
    private final Worker watching;

    private NtripPush(NtripAddress address, Corrections corrections, Supplier<StreamRecord> record, Time time, Pauses pauses) {
        this.address = address;
        this.corrections = corrections;
        this.record = record;
        this.time = time;
        this.pauses = pauses;
        pushing = Worker.start("ntrip-push", this::run);
        watching = Worker.start("ntrip-push-watch", this::watch);
    }

    /** @param record what the other caster's source table is to say, asked for at each connection; see {@code SourceTable} */
    public static NtripPush start(NtripAddress address, Corrections corrections, Supplier<StreamRecord> record) {
        return start(address, corrections, record, new Pauses(FIRST_PAUSE, LONGEST_PAUSE, STUCK));
    }

    static NtripPush start(NtripAddress address, Corrections corrections, Supplier<StreamRecord> record, Pauses pauses) {
        return new NtripPush(address, corrections, record, Time.SYSTEM, pauses);
    }

    /** Why nothing goes, for a person; empty while it does. */
    public Optional<String> outage() {
        return Optional.ofNullable(outage);
    }

    /** Of corrections sent. */
    public long bytes() {
        return bytes;
    }

    private void run() throws InterruptedException {
        GrowingPause pause = new GrowingPause(pauses.first, pauses.longest);
        while (!closing) {
            long begin = time.nanos();
            String why = pushOnce();
            boolean steady = time.nanos() - begin > STEADY.toNanos();
            outage = why;
            if (!closing) {
                if (steady || !told) {
                    log.warn("no corrections to {}: {}; trying again until it takes them", address, why);
                    told = true;
                    announced = false;
                }
                if (steady) {
                    pause.reset();
                }
                Thread.sleep(pause.next());
            }
        }
    }

    /** @return why it ended */
    private String pushOnce() throws InterruptedException {
        try (CasterConnection connection = new CasterConnection(address)) {
            open = connection;
            boolean chunked = begin(connection);
            outage = null;
            if (!announced) {
                log.info("corrections go to {}", address);
                announced = true;
            }
            PushStream stream = new PushStream(connection, chunked, time, count -> bytes += count);
            sending = stream;
            stream.send(corrections);
            return "the service ends";
        } catch (IOException e) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        } finally {
            open = null;
            sending = null;
        }
    }

    /** @return whether what follows is chunked */
    private boolean begin(CasterConnection connection) throws IOException {
        NtripVersion version = address.version().orElse(NtripVersion.V1);
        NtripAnswer.Parsed answer = connection.ask(NtripRequest.upload(version, address.authority(), address.mountpoint(),
                address.credentials().orElse(NOBODY), NtripSource.AGENT, record.get()));
        if (!(answer instanceof NtripAnswer.Parsed.Accepted)) {
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

package depot.gps.base;

import depot.common.GuardedBy;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.gnss.frames.Frame;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.ubx.UbxId;
import depot.gnss.ubx.UbxMessage;
import depot.gps.source.ReceiverLink;
import depot.gps.source.StreamListener;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Asks a u-blox receiver, slowly, for what the status shows and the receiver does not send by itself: a base that another tool
 * set up sends neither sentences nor NAV-PVT. No request changes a setting. Where the setting does not say whose receiver it is,
 * it is asked for its version a few times; one that does not answer, and sends no UBX, is not a u-blox and is not asked again
 * until the next link, unless it is to be a base: then once a minute.
 *
 * <p>The reading thread passes frames in, a thread of its own asks; any thread may read.
 */
public final class ReceiverPolls implements StreamListener, AutoCloseable {
    /** A fix is no fix after five seconds: this is how often it has to be asked for. */
    static final Duration LOOK = Duration.ofMillis(2500);
    static final int MOST_UNANSWERED = 5;
    private static final Duration FIX_DUE = Duration.ofMillis(2200);
    private static final Duration SLOW_DUE = Duration.ofSeconds(9);
    private static final Duration RADIO_DUE = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final List<UbxId> SLOW = List.of(UbxId.NAV_SAT, UbxId.NAV_SVIN);
    private static final Set<UbxId> ASKED_FOR = Set.of(UbxId.MON_VER, UbxId.MON_RF, UbxId.NAV_PVT, UbxId.NAV_SAT, UbxId.NAV_SVIN);

    private final ReceiverKind kind;
    private final Time time;
    private final Duration look;
    private final BooleanSupplier wanted;
    @GuardedBy("this") private final Map<UbxId, Long> cameAt = new HashMap<>(); // nanoseconds by the steady clock
    @GuardedBy("this") private ReceiverLink link;
    @GuardedBy("this") private boolean ublox;
    @GuardedBy("this") private int unanswered;
    @GuardedBy("this") private long askedAt;
    @GuardedBy("this") private boolean versionKnown;
    private Worker worker;

    /**
     * @param takesCommands whether the source has a receiver at its other end that takes commands
     * @param wanted whether the receiver is to be set up as a base
     */
    public ReceiverPolls(ReceiverKind kind, boolean takesCommands, BooleanSupplier wanted, Time time) {
        this(kind, takesCommands, wanted, time, LOOK);
    }

    ReceiverPolls(ReceiverKind kind, boolean takesCommands, BooleanSupplier wanted, Time time, Duration look) {
        this.wanted = wanted;
        this.kind = takesCommands ? kind : ReceiverKind.ANY;
        this.time = time;
        this.look = look;
    }

    public void start() {
        if (kind == ReceiverKind.AUTO || kind == ReceiverKind.UBLOX) {
            worker = Worker.start("gps-poll", () -> {
                while (true) {
                    ask();
                    Thread.sleep(look);
                }
            });
        }
    }

    @Override
    public synchronized void opened(ReceiverLink opened) {
        link = opened;
        ublox = false;
        unanswered = 0;
        versionKnown = false;
        cameAt.clear();
    }

    @Override
    public synchronized void lost(String why) {
        link = null;
    }

    @Override
    public synchronized void frame(Frame frame) {
        switch (frame.protocol()) {
            case UBX -> {
                UbxId id = UbxId.of(frame);
                ublox = true;
                versionKnown |= id.equals(UbxId.MON_VER);
                if (ASKED_FOR.contains(id)) {
                    cameAt.put(id, time.nanos());
                }
            }
            case NMEA -> {
                if (NmeaDecoder.address(frame).endsWith("GGA")) {
                    cameAt.put(UbxId.NAV_PVT, time.nanos()); // as good as one
                }
            }
            case RTCM3 -> { }
        }
    }

    /** Whether it has shown that it is u-blox. */
    public synchronized boolean isUblox() {
        return kind == ReceiverKind.UBLOX || ublox;
    }

    /** Whether it was asked and is none. */
    public synchronized boolean isKnownNotToBe() {
        return kind == ReceiverKind.UNICORE || kind == ReceiverKind.SEPTENTRIO || kind == ReceiverKind.ANY
                || kind == ReceiverKind.AUTO && !ublox && unanswered >= MOST_UNANSWERED;
    }

    /** One round of questions; called by its own thread, and by tests that have none. */
    void ask() {
        ReceiverLink open;
        synchronized (this) {
            open = link;
        }
        if (open == null || isKnownNotToBe() && !asksAgain()) {
            return;
        }
        if (!isUblox()) {
            synchronized (this) {
                unanswered++;
                askedAt = time.nanos();
            }
            poll(open, UbxId.MON_VER);
            return;
        }
        if (due(UbxId.MON_VER, SLOW_DUE) && !knowsVersion()) {
            poll(open, UbxId.MON_VER);
        }
        if (due(UbxId.NAV_PVT, FIX_DUE)) {
            poll(open, UbxId.NAV_PVT);
        }
        for (UbxId id : SLOW) {
            if (due(id, SLOW_DUE)) {
                poll(open, id);
            }
        }
        if (due(UbxId.MON_RF, RADIO_DUE)) {
            poll(open, UbxId.MON_RF);
        }
    }

    private synchronized boolean asksAgain() {
        return kind == ReceiverKind.AUTO && wanted.getAsBoolean() && time.nanos() - askedAt >= AGAIN.toNanos();
    }

    private synchronized boolean knowsVersion() {
        return versionKnown;
    }

    private synchronized boolean due(UbxId id, Duration after) {
        Long came = cameAt.get(id);
        return came == null || time.nanos() - came >= after.toNanos();
    }

    private static void poll(ReceiverLink open, UbxId id) {
        try {
            open.write(new UbxMessage.Poll(id).encode());
        } catch (IOException e) {
            // the reader finds out when the link is gone
        }
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}

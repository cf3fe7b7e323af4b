package depot.discovery.link;

import depot.common.threads.GrowingPause;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The tries to open one rover's link: one at a time, each on a virtual thread, with growing pauses between, shortened by a random part
 * so that a fleet does not come back all at once. On the links' thread.
 */
final class LinkAttempts {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration RECOVERED = Duration.ofSeconds(10);
    /** The shortest pause, however often a try is asked for. */
    private static final Duration ASKED_FOR = Duration.ofSeconds(1);
    private static final Duration URGENT = Duration.ofMillis(500);

    private final LinkParts parts;
    private final GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
    private boolean trying;
    private boolean outdated; // the try under way is of an address that no longer counts
    private long triedNanos;
    private long dueNanos;
    private long openedNanos;
    private String why = "it is being connected to";
    private boolean refused;

    LinkAttempts(LinkParts parts) {
        this.parts = parts;
        dueNanos = parts.time().nanos();
        triedNanos = dueNanos - ASKED_FOR.toNanos();
    }

    /** Begins a try, if one is due. @param urgent skips long pauses @param tried called on the links' thread with the outcome */
    void tryIfDue(String address, long now, boolean urgent, Consumer<LinkOpener.Outcome> tried) {
        long due = urgent ? Math.min(dueNanos - now, triedNanos + URGENT.toNanos() - now) : dueNanos - now;
        if (trying || due > 0) {
            return;
        }
        trying = true;
        triedNanos = now;
        Thread.ofVirtual().name("rover-link").start(() -> {
            LinkOpener.Outcome outcome = open(address);
            if (!parts.loop().test(() -> done(outcome, tried))) {
                discard(outcome);
            }
        });
    }

    private LinkOpener.Outcome open(String address) {
        try {
            return parts.opener().open(address);
        } catch (RuntimeException e) { // a fault of ours is not to leave the link without tries
            return new LinkOpener.Failed(e.toString(), false);
        }
    }

    private void done(LinkOpener.Outcome outcome, Consumer<LinkOpener.Outcome> tried) {
        trying = false;
        if (outdated) {
            outdated = false;
            discard(outcome);
            return;
        }
        long now = parts.time().nanos();
        switch (outcome) {
            case LinkOpener.Opened opened -> {
                openedNanos = now;
                why = "it is connected, and no frame has come yet";
                refused = false;
            }
            case LinkOpener.Failed failed -> {
                failed(failed.why(), now);
                refused = failed.refused();
            }
        }
        tried.accept(outcome);
    }

    private static void discard(LinkOpener.Outcome outcome) {
        if (outcome instanceof LinkOpener.Opened opened) {
            try {
                opened.channel().close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }

    /** It failed, or what it opened has ended: the next try comes after a pause. */
    void failed(String reason, long now) {
        why = reason;
        long whole = pause.next().toNanos();
        dueNanos = now + whole / 2 + parts.random().nextLong(whole / 2);
    }

    /** What was opened is of use at this time. */
    void wentWell(long now) {
        if (now - openedNanos > RECOVERED.toNanos()) {
            pause.reset();
        }
    }

    /** There is a reason to try now, though the pause is not over. */
    void soon(long now) {
        if (now - triedNanos >= ASKED_FOR.toNanos()) {
            dueNanos = now;
        }
    }

    /** What was learnt was of another address. */
    void forget() {
        outdated = trying;
        pause.reset();
        dueNanos = parts.time().nanos();
        why = "it is being connected to";
        refused = false;
    }

    boolean isTrying() {
        return trying;
    }

    /** Why there is no link, for a person. */
    String why() {
        return why;
    }

    /** Whether nothing is even tried with this address. */
    boolean isRefused() {
        return refused;
    }
}

package depot.discovery.link;

import depot.common.threads.GrowingPause;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The tries to open one rover's link: one at a time, each on a virtual thread, when it has its turn among all, with growing pauses
 * between, shortened by a random part so that a fleet does not come back all at once. On the links' thread.
 */
final class LinkAttempts implements LinkTurns.Opening {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration RECOVERED = Duration.ofSeconds(10);
    /** The shortest pause, however often a try is asked for. */
    private static final Duration ASKED_FOR = Duration.ofSeconds(1);
    private static final Duration URGENT = Duration.ofMillis(500);
    private static final String TRYING = "it is being connected to";
    /** A link that was up has so many failures good. */
    private static final int GOOD = 4;
    private static final int MOST_FAILURES = 8;

    private final LinkParts parts;
    private final Consumer<LinkOpener.Outcome> tried;
    private final GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
    private LinkTurns.Turn turn; // null while it waits for none; set by LinkTurns
    private String address; // to be tried, or being tried
    private int failures;
    private boolean trying;
    private int tryNumber; // of the newest; an older one is of an address that no longer counts
    private long triedNanos;
    private long dueNanos;
    private long openedNanos;
    private String why = TRYING;
    private boolean refused;

    /** @param tried called on the links' thread with the outcome of each try */
    LinkAttempts(LinkParts parts, Consumer<LinkOpener.Outcome> tried) {
        this.parts = parts;
        this.tried = tried;
        dueNanos = parts.time().nanos();
        triedNanos = dueNanos - ASKED_FOR.toNanos();
    }

    /** Has it tried at its next turn, if a try is due; for a rover that is to be stopped, long pauses are skipped. */
    void tryIfDue(String target, long now, LinkTurns.Need need) {
        long due = need == LinkTurns.Need.STOPPED ? Math.min(dueNanos - now, triedNanos + URGENT.toNanos() - now) : dueNanos - now;
        if (!trying && (due <= 0 || turn != null)) { // one that waits already may be needed more, or less
            address = target;
            parts.turns().await(this, need, turn);
        }
    }

    /** No try is wanted any more. */
    void withdraw() {
        parts.turns().withdraw(turn);
    }

    @Override
    public void turn(LinkTurns.Turn its) {
        turn = its;
    }

    @Override
    public void start(LinkTurns.Turn begun) {
        trying = true;
        triedNanos = parts.time().nanos();
        int number = ++tryNumber;
        String target = address;
        Thread.ofVirtual().name("rover-link").start(() -> {
            LinkOpener.Outcome outcome = open(target);
            if (!parts.loop().test(() -> done(outcome, begun, number == tryNumber))) {
                discard(outcome);
            }
        });
    }

    private LinkOpener.Outcome open(String target) {
        try {
            return parts.opener().open(target);
        } catch (RuntimeException e) { // a fault of ours is not to leave the link without tries
            return new LinkOpener.Failed(e.toString(), false);
        }
    }

    private void done(LinkOpener.Outcome outcome, LinkTurns.Turn begun, boolean counts) {
        parts.turns().ended(begun, counts && outcome instanceof LinkOpener.Opened);
        if (!counts) {
            discard(outcome);
            return;
        }
        trying = false;
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
        failures = Math.min(failures + 1, MOST_FAILURES);
        long whole = pause.next().toNanos();
        dueNanos = now + whole / 2 + parts.random().nextLong(whole / 2);
    }

    /** What was opened is of use at this time. */
    void wentWell(long now) {
        failures = -GOOD;
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

    /** What was learnt was of another address; how often it failed is kept, or new addresses would keep a rover's place in front. */
    void forget() {
        withdraw();
        tryNumber++;
        trying = false;
        pause.reset();
        dueNanos = parts.time().nanos();
        why = TRYING;
        refused = false;
    }

    @Override
    public int failures() {
        return failures;
    }

    /** Why there is no link, for a person. */
    String why() {
        return turn != null && why.equals(TRYING) ? "it waits for its turn to be connected to" : why;
    }

    /** Whether nothing is even tried with this address. */
    boolean isRefused() {
        return refused;
    }
}

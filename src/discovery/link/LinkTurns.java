package depot.discovery.link;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * Whose link is opened next. Anyone can register any address, and one where nobody answers takes a socket and a thread for seconds at each
 * try; so there is a bound on tries under way, and one on sockets. First come rovers that are stopped or supervised, then those whose links
 * were up, then those that were tried least. Each of the first two has tries that are kept for it: what is dead must not hold up
 * what lives. Everything on the links' thread.
 */
final class LinkTurns {
    private static final int TRIES = 64;
    private static final int KEPT = 16; // for those that are stopped or supervised, and as many for those whose links were up
    /** Under way at a time, at most. */
    static final int MOST_TRIES = TRIES + 2 * KEPT;

    private final int sockets;
    private final LinkMetrics metrics;
    private final TreeSet<Turn> waiting =
            new TreeSet<>(Comparator.comparing((Turn turn) -> !turn.wanted).thenComparing(Turn::failures).thenComparing(Turn::number));
    private int trying;
    private int open;
    private long last;

    /** A link that is to be opened. */
    interface Opening {
        /** How often it failed in a row; less than zero after it went well. */
        int failures();

        /** What it waits with; null when it does not any more. */
        void turn(Turn turn);

        /** It has its turn; {@link #ended} is called when it is over. */
        void start();
    }

    /** One that waits. @param wanted whether its rover is stopped or supervised. @param failures when it began to wait */
    record Turn(Opening opening, boolean wanted, int failures, long number) {}

    /** @param sockets that links may have, those that are being opened among them */
    LinkTurns(int sockets, LinkMetrics metrics) {
        this.sockets = sockets;
        this.metrics = metrics;
    }

    /** Has {@link Opening#start} called as soon as there is room, perhaps at once. @param before its turn so far; null for none */
    void await(Opening opening, boolean wanted, Turn before) {
        if (before == null || before.wanted != wanted || before.failures != opening.failures()) {
            withdraw(before);
            Turn turn = new Turn(opening, wanted, opening.failures(), ++last);
            opening.turn(turn);
            waiting.add(turn);
            serve();
        }
    }

    /** It need not be opened any more. */
    void withdraw(Turn turn) {
        if (turn != null && waiting.remove(turn)) {
            turn.opening.turn(null);
            metrics.triesWaiting(waiting.size());
        }
    }

    /** A try has ended. @param opened whether there is now a link, which ends with {@link #closed} */
    void ended(boolean opened) {
        trying--;
        open += opened ? 1 : 0;
        serve();
    }

    /** A link has ended. */
    void closed() {
        open--;
        serve();
    }

    private void serve() {
        while (!waiting.isEmpty() && hasRoom(waiting.first())) { // where there is none for the first, there is none for others
            Turn turn = waiting.pollFirst();
            trying++;
            turn.opening.turn(null);
            turn.opening.start();
        }
        metrics.triesWaiting(waiting.size());
    }

    private boolean hasRoom(Turn turn) {
        int tries = TRIES + (turn.wanted ? KEPT : 0) + (turn.failures < 0 ? KEPT : 0);
        return trying < tries && trying + open < (turn.wanted ? sockets : sockets - sockets / 8);
    }
}

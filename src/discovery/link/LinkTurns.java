package depot.discovery.link;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Whose link is opened next. Anyone can register any address, and one where nobody answers takes a socket and a thread for seconds at each
 * try; so there is a bound on tries under way, and one on sockets. Rovers that are stopped wait for sockets only: an e-stop is to reach
 * those that live while all that are dead are tried. Then come those that are supervised, then those whose links were up, then those that
 * were tried least; each of the first two of these has tries that are kept for it. Everything on the links' thread.
 */
final class LinkTurns {
    private static final int TRIES = 64;
    private static final int KEPT = 16; // for those that are supervised, and as many for those whose links were up
    /** Under way at a time, at most, beside those of rovers that are stopped. */
    static final int MOST_TRIES = TRIES + 2 * KEPT;

    private final int sockets;
    private final LinkMetrics metrics;
    private final TreeSet<Turn> waiting =
            new TreeSet<>(Comparator.comparing(Turn::need).thenComparing(Turn::failures).thenComparing(Turn::number));
    private int trying;
    private int stopping; // of those, to rovers that were to be stopped when it began
    private int open;
    private long last;
    private boolean over;

    /** Why a link is to be opened; the most urgent first. */
    enum Need { STOPPED, SUPERVISED, OTHER }

    /** A link that is to be opened. */
    interface Opening {
        /** How often it failed in a row; less than zero after it went well. */
        int failures();

        /** What it waits with; null when it does not any more. */
        void turn(Turn turn);

        /** It has its turn; {@link #ended} is called when it is over. */
        void start(Turn turn);
    }

    /** One that waits. @param failures when it began to wait */
    record Turn(Opening opening, Need need, int failures, long number) {}

    /** @param sockets that links may have, those that are being opened among them */
    LinkTurns(int sockets, LinkMetrics metrics) {
        this.sockets = sockets;
        this.metrics = metrics;
    }

    /** Has {@link Opening#start} called as soon as there is room, perhaps at once. @param before its turn so far; null for none */
    void await(Opening opening, Need need, Turn before) {
        if (!over && (before == null || before.need != need || before.failures != opening.failures())) {
            withdraw(before);
            Turn turn = new Turn(opening, need, opening.failures(), ++last);
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
    void ended(Turn turn, boolean opened) {
        trying--;
        stopping -= turn.need == Need.STOPPED ? 1 : 0;
        open += opened ? 1 : 0;
        serve();
    }

    /** A link has ended. */
    void closed() {
        open--;
        serve();
    }

    /** None is opened any more. */
    void end() {
        over = true;
        List.copyOf(waiting).forEach(this::withdraw);
    }

    private void serve() {
        while (!waiting.isEmpty() && hasRoom(waiting.first())) { // where there is none for the first, there is none for others
            Turn turn = waiting.pollFirst();
            trying++;
            stopping += turn.need == Need.STOPPED ? 1 : 0;
            turn.opening.turn(null);
            turn.opening.start(turn);
        }
        metrics.triesWaiting(waiting.size());
    }

    private boolean hasRoom(Turn turn) {
        if (turn.need == Need.STOPPED) {
            return trying + open < sockets;
        }
        boolean supervised = turn.need == Need.SUPERVISED;
        int tries = TRIES + (supervised ? KEPT : 0) + (turn.failures < 0 ? KEPT : 0);
        return trying - stopping < tries && trying + open < (supervised ? sockets : sockets - Math.min(sockets / 8, MOST_TRIES));
    }
}

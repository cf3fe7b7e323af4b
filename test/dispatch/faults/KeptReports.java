package depot.dispatch.faults;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a rover keeps because it could not say it yet, or, with acks, because nobody confirmed it. On the rover's loop only. */
final class KeptReports {
    /** The oldest are forgotten first. */
    private static final int MOST = 2_000;

    /** @param run see {@link Event.Reported} */
    record Kept(String task, Event.Report report, String json, int run) {
        private boolean outcome() {
            return report != Event.Report.PROGRESS;
        }
    }

    private final boolean acks;
    private final Deque<Kept> reports = new ArrayDeque<>();

    KeptReports(boolean acks) {
        this.acks = acks;
    }

    /** Keeps a report, if it is to be kept. @param said whether it could be sent */
    void add(Kept report, boolean said) {
        boolean awaited = acks && report.outcome();
        boolean there = awaited && reports.stream().anyMatch(other -> other.task.equals(report.task) && other.report == report.report);
        if (there || said && !awaited) {
            return; // one that waits for its ack is kept once, however often it is repeated
        }
        if (reports.size() == MOST) {
            reports.removeFirst();
        }
        reports.addLast(report);
    }

    /** What is to be said right after {@code register}, in order; outcomes stay until they are confirmed. */
    List<Kept> take() {
        List<Kept> all = List.copyOf(reports);
        reports.removeIf(report -> !acks || !report.outcome());
        return all;
    }

    /** The outcome was acknowledged. */
    void acknowledged(String task) {
        reports.removeIf(report -> report.outcome() && report.task.equals(task));
    }

    /** The task begins anew: how it ended before is of no interest. */
    void restarted(String task) {
        reports.removeIf(report -> report.outcome() && report.task.equals(task));
    }

    /** Nobody wants to hear of the task any more: with acks, a cancel is an answer too. */
    void cancelled(String task) {
        if (acks) {
            reports.removeIf(report -> report.task.equals(task));
        }
    }
}

package depot.dispatch.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Each process's way to the database, where it has one of its own; what is broken through here is written into the history. One thread. */
final class DatabaseLines implements AutoCloseable {
    private final History history;
    private final int server;
    private final List<DatabaseLine> lines = new ArrayList<>(); // one for each process, or none

    /** @param count of processes; 0 when they share the way to the server */
    DatabaseLines(int count, int server, History history) throws IOException {
        this.history = history;
        this.server = server;
        for (int i = 0; i < count; i++) {
            lines.add(new DatabaseLine(server));
        }
    }

    /** Where a process reaches the database. */
    int port(int process) {
        return lines.isEmpty() ? server : lines.get(process).port();
    }

    /** For one process the database stands still, until the answer is closed. */
    History.Disturbance stall(int process, DatabaseLine.Stall what) {
        History.Disturbance disturbance = history.disturbAll(Event.Scope.DATABASE, "database stalled for dispatch " + process + " (" + what
                + ")");
        lines.get(process).stall(what);
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                lines.get(process).stall(DatabaseLine.Stall.NOTHING);
                disturbance.close();
            }
        };
    }

    /** One process gets no answer to each of so many of its COMMITs, until the answer is closed. */
    History.Disturbance loseCommits(int process, int each) {
        History.Disturbance disturbance = history.disturbAll(Event.Scope.DATABASE, "answers to COMMITs of dispatch " + process + " lost");
        lines.get(process).loseCommits(each);
        return () -> {
            lines.get(process).loseCommits(0);
            disturbance.close();
        };
    }

    /** Its connections end, and what was held up is lost. */
    void cut(int process) {
        lines.get(process).cut();
    }

    @Override
    public void close() {
        lines.forEach(DatabaseLine::close);
    }
}

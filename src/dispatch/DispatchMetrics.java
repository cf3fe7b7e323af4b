package depot.dispatch;

import depot.dispatch.console.ConsoleState;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rover.ReportWriter;
import depot.dispatch.store.Changes;
import depot.dispatch.store.DatabaseState;
import depot.dispatch.store.Replica;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import java.util.List;

/** What is counted of dispatch. Thread-safe. */
final class DispatchMetrics {
    private static final double[] DELAYS = {.002, .005, .01, .015, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60, 600};

    private final Histogram sent;
    private final Histogram stored;
    private final Counter ended;

    DispatchMetrics(CollectorRegistry registry) {
        sent = Histogram.build("depot_dispatch_assign_seconds",
                "From the making of a task to its message to the rover.").buckets(DELAYS).register(registry);
        stored = Histogram.build("depot_dispatch_report_stored_seconds",
                "From a rover's report to its being stored.").buckets(DELAYS).register(registry);
        ended = Counter.build("depot_dispatch_tasks_ended_total", "Tasks that this process ended, by how.").labelNames("status")
                .register(registry);
    }

    void sentAfter(double seconds) {
        sent.observe(Math.max(0, seconds));
    }

    void storedAfterNanos(long nanos) {
        stored.observe(nanos / 1e9);
    }

    void changed(Changes changes) {
        for (Task task : changes.tasks()) {
            if (task.status().hasEnded()) {
                ended.labels(task.status().text()).inc();
            }
        }
    }

    /** Read at each request for metrics. */
    void watch(CollectorRegistry registry, ConsoleState board, ReportWriter reports, DatabaseState database, Replica replica) {
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                List<Task> open = board.openTasks();
                GaugeMetricFamily tasks = new GaugeMetricFamily("depot_dispatch_tasks", "Tasks that have not ended.", List.of("status"));
                for (TaskStatus status : TaskStatus.OPEN.stream().sorted().toList()) {
                    tasks.addMetric(List.of(status.text()), open.stream().filter(task -> task.status() == status).count());
                }
                return List.of(tasks,
                        new GaugeMetricFamily("depot_dispatch_silent_tasks",
                        "Tasks whose connected rover has said nothing of them for long.",
                                open.stream().filter(task -> task.silentSince() != null).count()),
                        new GaugeMetricFamily("depot_dispatch_away_rovers_with_task", "Rovers that have a task and are not connected.",
                        board.awayWithTask()),
                        new GaugeMetricFamily("depot_dispatch_connected_rovers", "Connected rovers, those of all processes.",
                        board.connectedRovers()),
                        new GaugeMetricFamily("depot_dispatch_reports_waiting", "Reports that came and are not stored.", reports.waiting()),
                        new GaugeMetricFamily("depot_dispatch_database_up", "Whether the database is there.", database.away().isEmpty()
                        ? 1 : 0),
                        new GaugeMetricFamily("depot_dispatch_replicas", "Living dispatch processes on this database.",
                        replica.replicas()));
            }
        }.register(registry);
    }
}

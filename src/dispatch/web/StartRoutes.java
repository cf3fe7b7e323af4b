package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rover.LinkRegistrar;
import depot.dispatch.rules.StartOutcome;
import depot.dispatch.store.Changes;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.TaskStarter;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The calls that start and stop missions. Thread-safe. */
public final class StartRoutes {
    private static final int MOST = 1000;

    private final Transactions ledger;
    private final IdempotentCalls idempotency;
    private final LinkRegistrar book;

    public StartRoutes(Transactions ledger, IdempotentCalls idempotency, LinkRegistrar book) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.book = book;
    }

    public void declare(Routes routes) {
        routes.post("/missions/{id}/start", Access.CONSOLE, of(this::start))
                .post("/missions/{id}/stop", Access.CONSOLE, of(this::stop));
    }

    private Response start(Request request) {
        UUID mission = Paths.id(request, "Mission");
        boolean queue = switch (request.query("queue").orElse("false")) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw BadInput.notAllowed("queue", "must be true or false");
        };
        book.awaitWritten(); // a rover that registered a moment ago counts
        return idempotency.create(request, (connection, changes) ->
                switch (TaskStarter.start(connection, changes, mission, queue, TaskChange.OPERATOR)) {
                    case StartOutcome.Started(Task task) -> JsonAnswers.created(json -> TaskJson.write(task, json));
                    case StartOutcome.NotNow(String why) -> throw new Refused(409, why);
                    case StartOutcome.NoSuchMission() -> throw Paths.unknown("Mission");
                });
    }

    private Response stop(Request request) {
        UUID mission = Paths.id(request, "Mission");
        Task stopped = ledger.call((connection, changes) -> stop(connection, changes, mission));
        return JsonAnswers.ok(json -> TaskJson.write(stopped, json));
    }

    /** Cancels what its rovers are on, and answers with the newest of it. What waits in the queue is not on a rover, and stays. */
    private static Task stop(Connection connection, Changes changes, UUID mission) throws SQLException {
        if (MissionTable.byIds(connection, List.of(mission)).isEmpty()) {
            throw Paths.unknown("Mission");
        }
        List<Task> newestFirst = TaskTable.list(connection, new TaskTable.Filter(null, null, mission, null, null, MOST));
        List<TaskChange> cancels = newestFirst.stream().filter(task -> TaskStatus.ON_ROVER.contains(task.status()))
                .map(task -> TaskChange.takeFromRover(task.id(), TaskChange.OPERATOR, "the mission was stopped")).toList();
        List<TaskTransitions.Moved> cancelled = TaskTransitions.apply(connection, changes, cancels);
        return cancelled.stream().map(TaskTransitions.Moved::task).max(java.util.Comparator.comparing(Task::createdAt)).orElseThrow(() ->
                Refused.notFound(newestFirst.stream().anyMatch(task -> task.status() == TaskStatus.PENDING)
                        ? "no task of this mission is assigned or active; one is pending: cancel it with POST /tasks/{id}/cancel"
                        : "no task of this mission is assigned or active"));
    }
}

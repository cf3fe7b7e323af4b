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
import depot.dispatch.rover.QuickStarter;
import depot.dispatch.rover.StopAll;
import depot.dispatch.rules.Candidate;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.StartOutcome;
import depot.dispatch.store.Changes;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.QuickStart;
import depot.dispatch.store.TaskStarter;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The calls that start and stop missions. Thread-safe. */
public final class StartRoutes {
    private static final int BITE = 1000; // tasks in one transaction
    private static final Duration CONFIRM = Duration.ofSeconds(1); // for a rover that confirms a cancel at this moment
    private static final Duration POLL = Duration.ofMillis(10);

    private final Transactions transactions;
    private final IdempotentCalls idempotency;
    private final LinkRegistrar registrar;
    private final QuickStarter starter;
    private final StopAll stop;
    private final FleetView fleet;

    public StartRoutes(Transactions transactions, FleetView fleet, IdempotentCalls idempotency, LinkRegistrar registrar,
            QuickStarter starter, StopAll stop) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.registrar = registrar;
        this.starter = starter;
        this.stop = stop;
        this.fleet = fleet;
    }

    public void declare(Routes routes) {
        routes.post("/missions/{id}/start", Access.CONSOLE, of(this::start))
                .post("/missions/{id}/stop", Access.CONSOLE, of(this::stop))
                .get("/missions/{id}/candidates", Access.CONSOLE, of(this::candidates));
    }

    private Response start(Request request) {
        UUID mission = Paths.id(request, "Mission");
        boolean queue = switch (request.query("queue").orElse("false")) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw BadInput.notAllowed("queue", "must be true or false");
        };
        stop.unstored().ifPresent(hold -> {
            throw new Refused(409, hold.why());
        });
        registrar.awaitWritten(); // a rover that registered a moment ago counts
        Optional<QuickStart.Made> made = request.header("Idempotency-Key").isPresent() ? Optional.empty() : starter.start(mission);
        if (made.isPresent()) {
            return JsonAnswers.created(json -> TaskJson.write(made.get().sending().task(), json)).response();
        }
        long deadline = System.nanoTime() + CONFIRM.toNanos();
        while (true) {
            try {
                return idempotency.create(request, (connection, changes) -> start(connection, changes, mission, queue));
            } catch (Soon soon) {
                if (System.nanoTime() >= deadline) {
                    throw new Refused(409, soon.getMessage());
                }
                await();
            }
        }
    }

    private IdempotentCalls.Answer start(Connection connection, Changes changes, UUID mission, boolean queue) throws SQLException {
        return switch (TaskStarter.start(connection, changes, fleet, mission, queue, TaskChange.OPERATOR)) {
            case StartOutcome.Started(Task task) -> JsonAnswers.created(json -> TaskJson.write(task, json));
            case StartOutcome.NotNow(String why, boolean soon) when soon -> throw new Soon(why);
            case StartOutcome.NotNow(String why, boolean soon) -> throw new Refused(409, why);
            case StartOutcome.QueueFull(int most) -> throw new Refused(429, most + " tasks wait already: as many may")
                    .with("Retry-After", "10");
            case StartOutcome.NoSuchMission() -> throw Paths.unknown("Mission");
        };
    }

    /** Which rovers could get a task of it, and why the others could not. */
    private Response candidates(Request request) {
        UUID mission = Paths.id(request, "Mission");
        TaskStarter.Candidates found = transactions.call((connection, changes) -> TaskStarter.candidates(connection, fleet, mission))
                .orElseThrow(() -> Paths.unknown("Mission"));
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("candidates");
            for (Candidate each : found.rovers()) {
                CandidateJson.write(each, found.why(), json);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Refused for what is expected to pass within a moment; the transaction wrote nothing. */
    private static final class Soon extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Soon(String why) {
            super(why, null, false, false);
        }
    }

    private static void await() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refused.unavailable("the service is ending");
        }
    }

    private Response stop(Request request) {
        UUID mission = Paths.id(request, "Mission");
        // once: a rover that confirms its cancel may get the next of the same mission meanwhile, and that stays
        List<UUID> open = transactions.call((connection, changes) -> onRovers(connection, mission));
        List<Task> cancelled = new ArrayList<>();
        for (int from = 0; from < open.size(); from += BITE) {
            List<UUID> bite = open.subList(from, Math.min(open.size(), from + BITE));
            cancelled.addAll(transactions.call((connection, changes) -> cancel(connection, changes, bite)));
        }
        Task newest = cancelled.stream().max(Comparator.comparing(Task::createdAt)).orElseThrow(() ->
                Refused.notFound(transactions.call((connection, changes) -> waits(connection, mission))
                        ? "no task of this mission is assigned or active; one is pending: cancel it with POST /tasks/{id}/cancel"
                        : "no task of this mission is assigned or active"));
        return JsonAnswers.ok(json -> TaskJson.write(newest, json));
    }

    /** What its rovers are on. What waits in the queue is not on a rover, and stays. */
    private static List<UUID> onRovers(Connection connection, UUID mission) throws SQLException {
        if (MissionTable.byIds(connection, List.of(mission)).isEmpty()) {
            throw Paths.unknown("Mission");
        }
        return TaskTable.onRovers(connection, mission);
    }

    private static List<Task> cancel(Connection connection, Changes changes, List<UUID> tasks) throws SQLException {
        List<TaskChange> cancels = tasks.stream()
                .map(task -> TaskChange.takeFromRover(task, TaskChange.OPERATOR, "the mission was stopped")).toList();
        return TaskTransitions.apply(connection, changes, cancels).stream().map(TaskTransitions.Moved::task).toList();
    }

    private static boolean waits(Connection connection, UUID mission) throws SQLException {
        return !TaskTable.list(connection, new TaskTable.Filter(TaskStatus.PENDING, null, mission, null, null, 1)).isEmpty();
    }
}

package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.json.Text;
import depot.common.json.Times;
import depot.common.memory.OutputBudget;
import depot.dispatch.model.Ids;
import depot.dispatch.model.Mission;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.model.TaskEvent;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.Changes;
import depot.dispatch.store.HoldTable;
import depot.dispatch.store.MissionTable;
import depot.dispatch.store.RouteChecks;
import depot.dispatch.store.TaskEventTable;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The calls on tasks. Thread-safe. */
public final class TaskRoutes {
    private static final int UNFILTERED = 100;
    private static final int FILTERED = 1000;
    private static final int MOST = 10_000;
    private static final int MAX_ROVER_ID = 128;
    private static final int TASK_BYTES = 1024; // with its row; few have as long an error as may be
    private static final int LINE_BYTES = 3 * 256; // as it is written, as text and as bytes

    private final Transactions transactions;
    private final RowAnswers rows;

    public TaskRoutes(Transactions transactions, OutputBudget output) {
        this.transactions = transactions;
        rows = new RowAnswers(transactions.database(), output);
    }

    public void declare(Routes routes) {
        routes.get("/tasks", Access.CONSOLE, of(this::list))
                .get("/tasks.csv", Access.CONSOLE, of(this::csv))
                .get("/tasks/{id}", Access.CONSOLE, of(this::get))
                .get("/tasks/{id}/events", Access.CONSOLE, of(this::events))
                .post("/tasks/{id}/cancel", Access.CONSOLE, of(this::cancel))
                .post("/tasks/{id}/resend", Access.CONSOLE, of(this::resend));
    }

    private static UUID id(Request request) {
        return Paths.id(request, "Task");
    }

    private Response list(Request request) throws IOException {
        TaskTable.Filter filter = filter(request);
        return rows.json("application/json", (connection, room) -> JsonAnswers.list(read(connection, filter, TASK_BYTES, room),
                TaskJson::write));
    }

    /** What is charged before, as if there were as many as may be, is given back for those that there are not. */
    private static List<Task> read(Connection connection, TaskTable.Filter filter, long bytesEach, RowAnswers.Room room)
            throws SQLException {
        room.use(bytesEach * filter.limit());
        List<Task> tasks = TaskTable.list(connection, filter);
        room.use(bytesEach * (tasks.size() - filter.limit()));
        return tasks;
    }

    /** As the list, with up to ten thousand of them unless a limit is given. */
    private Response csv(Request request) throws OutputBudget.Full {
        TaskTable.Filter asked = filter(request);
        TaskTable.Filter filter = query(request, "limit").isPresent() ? asked
                : new TaskTable.Filter(asked.status(), asked.roverId(), asked.missionId(), asked.beforeTime(), asked.beforeTask(), MOST);
        byte[] csv = rows.bytes((connection, room) -> {
            List<Task> tasks = read(connection, filter, TASK_BYTES, room);
            Set<UUID> ids = tasks.stream().map(Task::missionId).collect(Collectors.toSet());
            room.use(MissionTable.ROW_BYTES * ids.size() + LINE_BYTES * tasks.size());
            Map<UUID, Mission> missions = new HashMap<>();
            MissionTable.byIds(connection, ids).forEach(mission -> missions.put(mission.id(), mission));
            return TaskCsv.write(tasks, missions);
        });
        return Response.bytes(200, "text/csv; charset=utf-8; header=present", csv)
                .with("Content-Disposition", "attachment; filename=\"tasks.csv\"");
    }

    private static Optional<String> query(Request request, String name) {
        return request.query(name).filter(value -> !value.isEmpty());
    }

    private static TaskTable.Filter filter(Request request) {
        TaskStatus status = query(request, "status").map(text -> TaskStatus.of(text).orElseThrow(() ->
                BadInput.notAllowed("status", "must be pending, assigned, active, done, failed or cancelled"))).orElse(null);
        String rover = query(request, "rover_id").map(text -> Text.checked("rover_id", text, MAX_ROVER_ID)).orElse(null);
        UUID mission = query(request, "mission_id").map(text -> Paths.field("mission_id", text)).orElse(null);
        boolean filtered = status != null || rover != null || mission != null;
        int limit = query(request, "limit").map(TaskRoutes::limit).orElse(filtered ? FILTERED : UNFILTERED);
        Optional<String> before = query(request, "before");
        UUID beforeTask = before.flatMap(Ids::parse).orElse(null);
        Instant beforeTime = beforeTask == null ? before.map(TaskRoutes::time).orElse(null) : null;
        return new TaskTable.Filter(status, rover, mission, beforeTime, beforeTask, limit);
    }

    static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw BadInput.notAllowed("limit", "must be from 1 to " + MOST);
    }

    private static Instant time(String text) {
        try {
            return Times.checked("before", text);
        } catch (BadInput e) {
            throw BadInput.notAllowed("before",
                    "must be the id of a task, or a time such as 2026-03-01T08:00:00Z, within the years 1970 to 9999");
        }
    }

    private Response get(Request request) {
        UUID id = id(request);
        Task task = transactions.database().callQuery(connection -> TaskTable.find(connection, id))
                .orElseThrow(() -> Paths.unknown("Task"));
        return JsonAnswers.ok(json -> TaskJson.write(task, json));
    }

    private Response events(Request request) {
        UUID id = id(request);
        List<TaskEvent> events = transactions.database().call(connection -> {
            List<TaskEvent> found = TaskEventTable.of(connection, id);
            if (found.isEmpty() && TaskTable.find(connection, id).isEmpty()) { // one from before has no history yet
                throw Paths.unknown("Task");
            }
            return found;
        });
        return JsonAnswers.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("events");
            for (TaskEvent event : events) {
                json.writeStartObject();
                json.writeStringField("at", event.at().toString());
                json.writeStringField("from", event.from());
                json.writeStringField("to", event.to());
                json.writeStringField("roverId", event.roverId());
                json.writeStringField("who", event.who());
                json.writeStringField("why", event.why());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private Response cancel(Request request) {
        UUID id = id(request);
        Task task = transactions.call((connection, changes) ->
                TaskTransitions.apply(connection, changes, List.of(TaskChange.cancel(id, TaskChange.OPERATOR, null))).stream()
                        .map(TaskTransitions.Moved::task).findFirst().orElseThrow(() -> notOpen(connection, id)));
        return JsonAnswers.ok(json -> TaskJson.write(task, json));
    }

    private static Refused notOpen(Connection connection, UUID id) throws RuntimeException {
        try {
            return TaskTable.find(connection, id)
                    .map(task -> Refused.notFound("Task not found among the open ones: it is " + task.status().text()))
                    .orElseGet(() -> Paths.unknown("Task"));
        } catch (SQLException e) {
            return Paths.unknown("Task");
        }
    }

    private Response resend(Request request) {
        UUID id = id(request);
        Task task = transactions.call((connection, changes) -> resend(connection, changes, id));
        return JsonAnswers.ok(json -> TaskJson.write(task, json));
    }

    /** Has the task sent again, which starts its route anew: the operator's decision, never ours. */
    private static Task resend(Connection connection, Changes changes, UUID id) throws SQLException {
        Task task = TaskTable.find(connection, id).orElseThrow(() -> Paths.unknown("Task"));
        HoldTable.isHeld(connection).ifPresent(hold -> {
            throw new Refused(409, hold.why());
        });
        RouteChecks.fault(connection, task.missionId()).ifPresent(why -> {
            throw new Refused(409, why);
        });
        Task resent = TaskTable.resend(connection, id).orElseThrow(() -> new Refused(409, TaskStatus.ON_ROVER.contains(task.status())
                ? "rover " + task.roverId() + " is not connected" : "the task is " + task.status().text() + ", and on no rover"));
        TaskEventTable.note(connection, List.of(resent), TaskChange.OPERATOR, "sent again");
        changes.task(resent);
        changes.rover(resent.roverId());
        return resent;
    }
}

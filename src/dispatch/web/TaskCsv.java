package depot.dispatch.web;

import depot.dispatch.model.Mission;
import depot.dispatch.model.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tasks as CSV (RFC 4180), a line each. A text that a spreadsheet would take for a formula begins with an apostrophe. Pure. */
final class TaskCsv {
    private static final String HEAD =
            "id,mission,missionId,roverId,status,progress,waypoint,lap,error,createdAt,startedAt,endedAt,seconds";
    private static final String FORMULA = "=+-@\t\r";

    private TaskCsv() {}

    static byte[] write(List<Task> tasks, Map<UUID, Mission> missions) {
        StringBuilder csv = new StringBuilder(HEAD).append("\r\n");
        for (Task task : tasks) {
            Mission mission = missions.get(task.missionId());
            field(csv, task.id());
            field(csv, text(mission == null ? null : mission.name()));
            field(csv, task.missionId());
            field(csv, text(task.roverId()));
            field(csv, task.status().text());
            field(csv, task.progress());
            field(csv, task.waypoint());
            field(csv, task.lap());
            field(csv, text(task.error()));
            field(csv, task.createdAt());
            field(csv, task.startedAt());
            field(csv, task.endedAt());
            csv.append(seconds(task.startedAt(), task.endedAt())).append("\r\n");
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String seconds(Instant from, Instant to) {
        return from == null || to == null ? "" : Long.toString(Math.max(0, Duration.between(from, to).toSeconds()));
    }

    private static String text(String text) {
        return text == null || text.isEmpty() || FORMULA.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    }

    private static void field(StringBuilder csv, Object value) {
        String text = value == null ? "" : value.toString();
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        csv.append(quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text).append(',');
    }
}

package depot.discovery;

import depot.common.http.Access;
import depot.common.http.JsonAnswer;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.memory.OutputBudget;
import depot.common.service.Service;
import depot.common.threads.DiskThreads;
import depot.discovery.telemetry.TelemetryService;
import java.io.IOException;

/** The calls for rovers' telemetry of the last hour, their positions, and the battery limits. Any thread. */
final class TelemetryRoutes implements Service.RouteGroup {
    private final RoverDesk desk;
    private final TelemetryService telemetry;
    private final BatteryLimits battery;
    private final DiskThreads disk = new DiskThreads("positions-read", 2, 64);

    TelemetryRoutes(RoverDesk desk, TelemetryService telemetry, BatteryLimits battery) {
        this.desk = desk;
        this.telemetry = telemetry;
        this.battery = battery;
    }

    private static final long LONGEST_MILLIS = 7L * 24 * 3600 * 1000;
    private static final long LATEST_MILLIS = 4_102_444_800_000L; // the year 2100

    /** Where a rover was between two times, of its own clock. */
    private Response positions(Request request) throws IOException {
        long from = millis(request, "from");
        long to = millis(request, "to");
        if (to - from > LONGEST_MILLIS) {
            throw BadInput.notAllowed("to", "must be within a week of from");
        }
        String rover = request.pathValue("id");
        return JsonAnswer.of("application/json", OutputBudget.OF_THIS_PROCESS, disk, room -> telemetry.positions(rover, from, to, room));
    }

    private static long millis(Request request, String name) {
        try {
            long value = Long.parseLong(request.query(name).orElse(""));
            if (value >= 0 && value <= LATEST_MILLIS) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw BadInput.notAllowed(name, "must be a time in Unix milliseconds");
    }

    @Override
    public void declare(Routes routes) {
        routes.get("/rovers/{id}/telemetry", Access.CONSOLE, request -> {
                    desk.mustKnow(request.pathValue("id"));
                    return Response.json(200, telemetry.hour(request.pathValue("id")));
                })
                .get("/rovers/{id}/positions", Access.CONSOLE, this::positions)
                .get("/fleet", Access.CONSOLE, request -> Response.json(200, battery.json()));
    }
}

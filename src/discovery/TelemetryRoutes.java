package depot.discovery;

import depot.common.http.Access;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.service.Service;
import depot.discovery.telemetry.TelemetryService;

/** What rovers' telemetry said in the last hour, and what counts for every pack. Any thread. */
final class TelemetryRoutes implements Service.RouteGroup {
    private final RoverDesk desk;
    private final TelemetryService telemetry;
    private final BatteryLimits battery;

    TelemetryRoutes(RoverDesk desk, TelemetryService telemetry, BatteryLimits battery) {
        this.desk = desk;
        this.telemetry = telemetry;
        this.battery = battery;
    }

    @Override
    public void declare(Routes routes) {
        routes.get("/rovers/{id}/telemetry", Access.CONSOLE, request -> {
                    desk.mustKnow(request.pathValue("id"));
                    return Response.json(200, telemetry.hour(request.pathValue("id")));
                })
                .get("/fleet", Access.CONSOLE, request -> Response.json(200, battery.json()));
    }
}

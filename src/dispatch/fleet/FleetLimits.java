package depot.dispatch.fleet;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;

/** The depot's battery limits, in volts, as discovery says them ({@code GET /fleet}). Immutable. */
public record FleetLimits(double lowVolts, double criticalVolts) {
    /** Until discovery says others: those of the rovers' firmware. */
    static final FleetLimits FIRMWARE = new FleetLimits(42, 39);
    private static final int MOST_BYTES = 64 * 1024;
    private static final double MOST_VOLTS = 1000;

    /** @throws IOException where it does not say */
    static FleetLimits ask(ServiceAddress address) throws IOException {
        try {
            JsonObject said = JsonObject.parse(ServiceCall.get(address, "/fleet", MOST_BYTES, ServiceCall.PATIENCE,
                    InputStream::readAllBytes));
            return new FleetLimits(said.number("batteryLowVolts", 0, MOST_VOLTS), said.number("batteryCriticalVolts", 0, MOST_VOLTS));
        } catch (BadInput e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}

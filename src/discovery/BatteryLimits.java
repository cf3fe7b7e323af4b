package depot.discovery;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.json.JsonText;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.List;

/** The voltages at which a rover's battery is low and critical, in one place for the whole depot. Volts. */
record BatteryLimits(double lowVolts, double criticalVolts) {
    private static final double MOST_VOLTS = 1000;
    private static final Setting LOW =
            new Setting("BATTERY_LOW_VOLTS", "42", "volts below which a rover's battery is low, for page, alerts and dispatch");
    private static final Setting CRITICAL = new Setting("BATTERY_CRITICAL_VOLTS", "39", "volts below which it is critical");
    static final List<Setting> SETTINGS = List.of(LOW, CRITICAL);

    /** @throws BadSetting for a value that cannot be used, and where critical is above low */
    static BatteryLimits from(Environment environment) {
        double low = environment.number(LOW, 0, MOST_VOLTS);
        double critical = environment.number(CRITICAL, 0, MOST_VOLTS);
        if (critical > low) {
            throw new BadSetting(CRITICAL.name(), "must not be above " + LOW.name() + ", which is " + low + ", and is " + critical);
        }
        return new BatteryLimits(low, critical);
    }

    /** {@code GET /fleet}. */
    byte[] json() {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeNumberField("batteryLowVolts", lowVolts);
            json.writeNumberField("batteryCriticalVolts", criticalVolts);
            json.writeEndObject();
        });
    }

    void register(CollectorRegistry registry) {
        Gauge.build("depot_battery_low_volts", "Below this a rover's battery is low.").register(registry).set(lowVolts);
        Gauge.build("depot_battery_critical_volts", "Below this a rover's battery is critical.").register(registry).set(criticalVolts);
    }
}

package depot.discovery.telemetry;

import depot.common.json.JsonText;

/** The registry, as telemetry needs it. Called by the telemetry's one thread, no lock held. */
@FunctionalInterface
public interface Fleet {
    /**
     * Has this shown as the rover's telemetry.
     *
     * @param telemetry null when nothing is known now
     * @return whether the rover is registered; nothing is kept of one that is not
     */
    boolean show(String rover, JsonText.Body telemetry);
}

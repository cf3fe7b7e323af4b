/**
 * Rovers' telemetry: a datagram a second from each, taken in, and what is known of them by it. From outside to inside:
 *
 * <pre>
 *   UDP 8089 → TelemetryListener → TelemetryReader (a Line each) → TelemetryBoard → TelemetryJson, TelemetryMetrics
 *                                                                        └→ Curves: the last hour
 * </pre>
 *
 * It knows the registry only by {@link depot.discovery.telemetry.Fleet}.
 */
package depot.discovery.telemetry;

/**
 * Rovers' telemetry over UDP: lines read, the newest values, and an hour of curves.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.config}, {@code depot.common.json}, {@code depot.common.memory},
 * {@code depot.common.threads}, {@code depot.common.time}.
 */
package depot.discovery.telemetry;

/**
 * Where rovers were: their positions, thinned, in files of bounded size, and served as tracks.
 *
 * <p>Imports {@code depot.common}, {@code depot.common.http}, {@code depot.common.json}, {@code depot.common.memory},
 * {@code depot.common.service}, {@code depot.common.threads}, {@code depot.common.time}, {@code depot.discovery.telemetry}.
 */
package depot.discovery.tracks;

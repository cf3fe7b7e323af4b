/**
 * Maps: their books, the jobs by which workers make them, and what is served.
 *
 * <p>Imports {@code depot.archive.mapping}, {@code depot.archive.place}, {@code depot.archive.recording},
 * {@code depot.archive.sessions}, {@code depot.archive.store}, {@code depot.common}, {@code depot.common.files},
 * {@code depot.common.http}, {@code depot.common.json}, {@code depot.common.service}, {@code depot.common.threads},
 * {@code depot.common.time}, {@code depot.recordings}.
 */
package depot.archive.maps;

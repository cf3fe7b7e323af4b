/**
 * What each recording holds: read once it is whole, summed up beside it, and answered over HTTP.
 *
 * <p>Imports {@code depot.archive.recording}, {@code depot.archive.store}, {@code depot.common}, {@code depot.common.files},
 * {@code depot.common.http}, {@code depot.common.json}, {@code depot.common.memory}, {@code depot.common.service},
 * {@code depot.common.threads}, {@code depot.common.time}, {@code depot.recordings}.
 */
package depot.archive.sessions;

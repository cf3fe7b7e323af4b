/**
 * What is done with files after their upload: kept small, counted, cleaned up. Knows no network.
 *
 * <p>Imports {@code depot.archive.store}, {@code depot.common.json}, {@code depot.common.time}, {@code depot.recordings}.
 */
package depot.archive.keep;

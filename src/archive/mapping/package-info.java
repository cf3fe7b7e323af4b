/**
 * A map worker without a GPU: takes jobs from a folder, and makes a cloud and a picture of poses and scans. Knows the files that workers
 * read and write, and nothing of recordings or the books of maps.
 *
 * <p>Imports {@code depot.common.files}, {@code depot.common.json}, {@code depot.common.time}.
 */
package depot.archive.mapping;

/**
 * A map worker without a GPU: takes jobs from a folder, and makes a cloud and a picture of poses and scans. Knows files of the form
 * that workers read and write, nothing of recordings or maps' books.
 *
 * <p>Imports {@code depot.common.files}, {@code depot.common.json}, {@code depot.common.time}.
 */
package depot.archive.mapping;

/**
 * Where recordings lie on the disk: names that are safe, whole files only, free space.
 *
 * <p>Imports {@code depot.common}, {@code depot.recordings}.
 */
package depot.archive.store;

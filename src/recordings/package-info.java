/**
 * The folders of recordings as archive writes and discovery reads them.
 *
 * <p>Imports {@code depot.common.json}.
 */
package depot.recordings;

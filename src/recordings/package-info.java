/**
 * The folders of recordings as archive writes and discovery reads them.
 *
 * <p>Imports none of ours.
 */
package depot.recordings;

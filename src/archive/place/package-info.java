/**
 * Where on earth a recording's own frame is: fitting one track to another, and placing by known points. Pure.
 *
 * <p>Imports {@code depot.common.json}.
 */
package depot.archive.place;

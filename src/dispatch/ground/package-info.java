/**
 * The plane around the origin of the site: areas, keep-outs, fences, and lanes that cover an area. Does no I/O.
 *
 * <p>Imports {@code depot.dispatch.model}.
 */
package depot.dispatch.ground;

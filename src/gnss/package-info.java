/**
 * What all codecs share: positions, CRCs, constellations. Does no I/O, as the packages below.
 *
 * <p>Imports none of ours.
 */
package depot.gnss;

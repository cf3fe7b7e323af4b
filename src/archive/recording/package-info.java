/**
 * Reads what rovers record (Rerun .rrd files): framing, decoding and meaning, in bounded memory. Opens no files itself.
 *
 * <p>Imports none of ours.
 */
package depot.archive.recording;

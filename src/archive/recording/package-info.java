/**
 * Reads what rovers record (Rerun .rrd files): framing, decoding and meaning, in bounded memory. Opens no files itself.
 *
 * <p>Imports {@code depot.common.memory}.
 */
package depot.archive.recording;

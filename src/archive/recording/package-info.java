/**
 * Recordings of rovers, read: Rerun's files, version 0.22 and later. Framing ({@link MessageFramer}), decoding ({@link Envelope},
 * {@link ArrowStream}) and meaning ({@link RecordingListener}) are separate; all of it works on bytes and does no I/O but
 * {@link RecordingReader}, which reads a channel. May import {@code depot.common} and {@code depot.recordings}.
 */
package depot.archive.recording;

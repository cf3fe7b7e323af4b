package depot.archive.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a recording and shows what is in it to a {@link RecordingListener}: from beginning to end. In a file that still grows, or was
 * cut anywhere, all complete messages count. A message that cannot be read is skipped and counted. Holds some
 * hundred kilobytes, or one message where that is larger (of 16 MB at most, packed and unpacked). One thread.
 */
public final class RecordingReader {
    private static final int MAX_NOTES = 100;
    private static final int MAX_NOTE = 300; // it may quote names from the file

    private final MessageFramer framer = new MessageFramer();
    private final Envelope envelope = new Envelope();
    private final Map<String, Long> notes = new LinkedHashMap<>();
    private final ArrowStream rows;
    private long messages;
    private long damaged;
    private boolean ended;
    private String fault; // why it cannot be followed further

    /**
     * What was found so far.
     *
     * @param bytes of whole messages
     * @param damaged messages that could not be read
     * @param ended whether the recorder ended it
     * @param cut whether the beginning of a message is there that is not whole
     * @param fault why it was not read to its end
     * @param notes what was skipped, and how often
     * @param version of the recorder's library
     * @param applicationId what the recording calls itself; may be empty
     */
    public record Result(long bytes, long messages, long damaged, boolean ended, boolean cut, Optional<String> fault,
            Map<String, Long> notes, String version, String applicationId, OptionalLong startedNanos) {
        public Result {
            notes = Map.copyOf(notes);
        }

        /** Whether nothing is missing as far as bytes can tell: a recorder of today never ends a recording. */
        public boolean complete() {
            return fault.isEmpty() && damaged == 0 && !cut;
        }
    }

    public RecordingReader(RecordingListener listener) {
        rows = new ArrowStream(listener, this::note);
    }

    private void note(String what) {
        String kept = what.length() > MAX_NOTE ? what.substring(0, MAX_NOTE) : what;
        if (notes.size() < MAX_NOTES || notes.containsKey(kept)) {
            notes.merge(kept, 1L, Long::sum);
        }
    }

    /**
     * Reads all that the channel has. May be called again when there is more of the same recording.
     *
     * @throws UncheckedIOException what the listener throws; nothing in the bytes makes a reading throw
     */
    public Result read(ReadableByteChannel channel) throws IOException {
        while (fault == null) {
            ByteBuffer room = framer.room();
            int count = channel.read(room);
            if (count < 0) {
                break;
            }
            framer.filled(count);
            handle();
        }
        return result();
    }

    /** The same with bytes that are at hand. */
    public Result read(byte[] bytes, int from, int count) {
        for (int at = from; at < from + count && fault == null; ) {
            ByteBuffer room = framer.room();
            int piece = Math.min(room.remaining(), from + count - at);
            room.put(bytes, at, piece);
            framer.filled(piece);
            at += piece;
            handle();
        }
        return result();
    }

    private void handle() {
        try {
            while (true) {
                switch (framer.next()) {
                    case MORE_BYTES_NEEDED -> {
                        return;
                    }
                    case END -> {
                        ended = true;
                        return;
                    }
                    case MESSAGE -> show();
                }
            }
        } catch (RecordingException e) {
            fault = e.getMessage();
        }
    }

    private void show() {
        messages++;
        try {
            if (envelope.open(framer) == Envelope.Kind.ROWS) {
                rows.read(envelope.bytes(), envelope.start(), envelope.length());
            }
        } catch (Damaged e) {
            damaged++;
            note("a message that cannot be read: " + e.getMessage());
        } catch (IndexOutOfBoundsException e) {
            damaged++;
            note("a message that cannot be read: it leads outside itself");
        } catch (UncheckedIOException e) {
            throw e; // the listener cannot go on
        } catch (RuntimeException e) { // one message must not cost all that follow, nor other recordings
            damaged++;
            note("a message that cannot be read: " + e);
        }
    }

    private Result result() {
        if (framer.tooLarge() > 0) {
            notes.put("a message of more than " + MessageFramer.MAX_MESSAGE / 1024 / 1024 + " MB", (long) framer.tooLarge());
        }
        return new Result(framer.takenBytes(), messages, damaged, ended, fault == null && !ended && framer.isWithinMessage(),
                Optional.ofNullable(fault), notes, framer.version(), envelope.applicationId(), envelope.startedNanos());
    }
}

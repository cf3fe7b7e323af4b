package depot.archive.recording;

import depot.common.memory.MemoryBudget;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a recording and shows what is in it to a {@link RecordingListener}: from beginning to end. In a file that still grows, or was
 * cut anywhere, all complete messages count. A message that cannot be read is skipped and counted. Holds some
 * hundred kilobytes, or one message where that is larger (of 16 MB at most, packed and unpacked), which it takes from a budget until
 * it is closed, or no large message came for a while. One thread.
 */
public final class RecordingReader implements Closeable {
    private static final int MAX_NOTES = 100;
    private static final int MAX_NOTE = 300; // it may quote names from the file

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Bytes without a large message after which the memory for such is given back. */
    private static final long FEW_LARGE = 64L * 1024 * 1024;

    private final MessageMemory memory;
    private final MessageFramer framer;
    private final Envelope envelope;
    private final Map<String, Long> notes = new LinkedHashMap<>();
    private final ArrowStream rows;
    private long messages;
    private long damaged;
    private long largeAt; // where the last large message ended
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

    /** For a program that reads one recording: its memory is not bounded together with others'. */
    public RecordingReader(RecordingListener listener) {
        this(listener, MemoryBudget.UNLIMITED);
    }

    /** @param budget for large messages; others' readings may hold it, and are waited for */
    public RecordingReader(RecordingListener listener, MemoryBudget budget) {
        this(listener, budget, PATIENCE);
    }

    RecordingReader(RecordingListener listener, MemoryBudget budget, Duration patience) {
        memory = new MessageMemory(budget, patience);
        framer = new MessageFramer(memory);
        envelope = new Envelope(memory);
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
     * @throws IOException of the channel, or where there is no memory for a large message now: then the reader is of no use any more
     * @throws UncheckedIOException what the listener throws; nothing in the bytes makes a reading throw
     */
    public Result read(ReadableByteChannel channel) throws IOException {
        while (fault == null && !ended) {
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
        try {
            for (int at = from; at < from + count && fault == null && !ended; ) {
                ByteBuffer room = framer.room();
                int piece = Math.min(room.remaining(), from + count - at);
                room.put(bytes, at, piece);
                framer.filled(piece);
                at += piece;
                handle();
            }
        } catch (NoMessageRoom e) {
            throw new UncheckedIOException(e);
        }
        return result();
    }

    private void handle() throws NoMessageRoom {
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
                    case MESSAGE -> {
                        show();
                        giveBack();
                    }
                }
            }
        } catch (RecordingException e) {
            fault = e.getMessage();
        }
    }

    /** Else one large message would take a share for as long as the whole recording is read. */
    private void giveBack() {
        if (!memory.isHeld()) {
            return;
        }
        if (Math.max(framer.length(), envelope.length()) > MessageMemory.FREE) {
            largeAt = framer.takenBytes();
        } else if (framer.takenBytes() - largeAt > FEW_LARGE && framer.shrink()) {
            envelope.shrink();
            memory.release();
        }
    }

    /** Gives its memory back; it is not used any more. */
    @Override
    public void close() {
        memory.release();
    }

    private void show() throws NoMessageRoom {
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

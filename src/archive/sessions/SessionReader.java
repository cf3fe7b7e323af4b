package depot.archive.sessions;

import depot.archive.recording.NoMessageRoom;
import depot.archive.recording.RecordingReader;
import depot.common.files.DurableFile;
import depot.common.memory.MemoryBudget;
import depot.common.threads.GrowingPause;
import depot.common.time.Time;
import depot.recordings.RecordingChannel;
import depot.recordings.SessionSummary;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads recordings and writes what is found beside them, and knows what became of each. A reading that takes longer than a turn goes on
 * after the others have had theirs; there is one such at a time, as it holds memory. What fails by the disk, or for want of memory, is
 * tried again after a growing pause. One thread.
 */
final class SessionReader implements Closeable {
    /** As long as others may have to wait; most recordings take less. */
    static final Duration TURN = Duration.ofSeconds(30);
    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    /** A file that did not change for so long is no longer being written. */
    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger("depot.archive.sessions");

    private final Time time;
    private final Reading reading;
    private final Map<Path, RecordingChannel.Stamp> seen = new HashMap<>(); // recordings that are not read, as they were
    private final Map<Path, Long> lengths = new HashMap<>(); // of recordings that were read, when they were
    private final Map<Path, RecordingChannel.Stamp> readAs = new HashMap<>();
    private final Map<Path, String> unreadable = new HashMap<>();
    private final Map<Path, Failure> failures = new HashMap<>();
    private final Map<Path, RecordingChannel.Stamp> late = new HashMap<>(); // they take longer than a turn, too, and wait
    private UnderWay longOne; // null where none takes longer than a turn
    private boolean unsettled;

    /** Reads on in a recording, as far as the channel goes. */
    interface Reading {
        RecordingReader.Result read(Path folder, RecordingReader reader, ReadableByteChannel channel) throws IOException;
    }

    /** Why a reading failed that may succeed another time. */
    private static final class Failure {
        private final GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        private RecordingChannel.Stamp stamp;
        private String why = "";
        private long untilNanos;
    }

    SessionReader(Time time, Reading reading) {
        this.time = time;
        this.reading = reading;
    }

    /** A look begins: it says anew what {@link #isUnsettled} tells. */
    void begin() {
        unsettled = false;
        if (longOne != null) {
            longOne.hadTurn = false;
        }
    }

    /** Whether a recording seemed to be still written when it was looked at. */
    boolean isUnsettled() {
        return unsettled;
    }

    /** Whether a reading has not come to its end yet. */
    boolean isBusy() {
        return longOne != null;
    }

    /** Why a session's recording cannot be read. */
    Optional<String> unreadable(Path folder) {
        return Optional.ofNullable(unreadable.get(folder));
    }

    /** A look is over: forgets sessions that are in other folders. */
    void keepOnly(Set<Path> folders) {
        for (Map<Path, ?> kept : List.of(seen, lengths, readAs, unreadable, failures, late)) {
            kept.keySet().retainAll(folders);
        }
        if (longOne != null && !longOne.hadTurn) {
            close(); // its recording is not there any more
        }
    }

    /** Whether to read a recording now. @param arrived whether its upload is over */
    boolean wants(KnownSession session, boolean arrived) {
        if (session.recording().isEmpty()) {
            return false;
        }
        RecordingChannel.Stamp stamp = session.recording().get();
        Path folder = session.place().folder();
        if (longOne != null && (longOne.folder.equals(folder) || stamp.equals(late.get(folder)))) {
            return longOne.folder.equals(folder);
        }
        if (Objects.equals(readAs.get(folder), stamp) || waits(folder, stamp)) {
            return false;
        }
        try (RecordingChannel channel = RecordingChannel.open(stamp)) {
            long bytes = channel.length();
            boolean read = session.summary().filter(facts -> facts.recordingBytes() == bytes).isPresent()
                    || unreadable.containsKey(folder) && Objects.equals(lengths.get(folder), bytes);
            if (read) {
                readAs.put(folder, stamp);
                return false;
            }
        } catch (IOException e) {
            return false; // it is made small, or goes, this moment
        }
        boolean still = stamp.equals(seen.put(folder, stamp))
                || time.millis() - stamp.modifiedMillis() > SETTLED.toMillis();
        unsettled |= !arrived && !still;
        return arrived || still;
    }

    private boolean waits(Path folder, RecordingChannel.Stamp stamp) {
        Failure failure = failures.get(folder);
        return failure != null && stamp.equals(failure.stamp) && failure.untilNanos - time.nanos() > 0;
    }

    /** Reads for a turn. @return whether something is known now that was not */
    boolean read(KnownSession session) throws InterruptedException {
        Path folder = session.place().folder();
        RecordingChannel.Stamp stamp = session.recording().orElseThrow();
        boolean goesOn = longOne != null && longOne.folder.equals(folder);
        UnderWay own = null;
        try {
            own = goesOn ? longOne : new UnderWay(folder, stamp);
            Optional<RecordingReader.Result> result = own.goOn();
            if (result.isEmpty()) {
                return setAside(own);
            }
            own.write(result.get());
            succeeded(own, result.get());
        } catch (NoMessageRoom e) {
            if (longOne == null || own == longOne) {
                failed(folder, stamp, e);
            } else {
                late.put(folder, stamp); // that one has the memory, and this thread reads both: after it
            }
        } catch (IOException e) {
            if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
                end(own);
                throw new InterruptedException();
            }
            failed(folder, stamp, e);
        } catch (RuntimeException e) { // one recording must not cost all others
            String why = "it cannot be read: " + e;
            if (!why.equals(unreadable.put(folder, why))) {
                warn(folder, e.toString());
            }
            lengths.put(folder, own == null ? -1 : own.channel.length());
        }
        end(own);
        return true;
    }

    private boolean setAside(UnderWay own) {
        if (longOne == null) {
            longOne = own;
            log.info("{} takes long to read: it goes on between others", shown(own.folder));
        } else if (longOne != own) {
            late.put(own.folder, own.stamp);
            end(own);
        }
        return false;
    }

    private void succeeded(UnderWay own, RecordingReader.Result result) {
        readAs.put(own.folder, own.stamp);
        failures.remove(own.folder);
        lengths.put(own.folder, own.channel.length());
        if (result.fault().isPresent() && result.messages() == 0) {
            unreadable.put(own.folder, result.fault().get());
        } else {
            unreadable.remove(own.folder);
        }
    }

    /** A disk that is full, or does not answer for a while, says nothing of the recording; one that fails for half an hour may. */
    private void failed(Path folder, RecordingChannel.Stamp stamp, IOException e) {
        Failure failure = failures.computeIfAbsent(folder, each -> new Failure());
        if (!stamp.equals(failure.stamp)) {
            failure.stamp = stamp;
            failure.pause.reset();
        }
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        if (!why.equals(failure.why)) {
            failure.why = why;
            warn(folder, e + "; it is tried again");
        }
        if (failure.pause.isLongest()) {
            unreadable.put(folder, "it cannot be read: " + why);
        }
        lengths.remove(folder);
        failure.untilNanos = time.nanos() + failure.pause.next().toNanos();
    }

    private static void warn(Path folder, String why) {
        log.warn("{} cannot be read: {}", shown(folder), why);
    }

    static String shown(Path folder) {
        return folder.toString().replaceAll("\\p{Cntrl}", "?");
    }

    private void end(UnderWay own) {
        if (own == null) {
            return;
        }
        if (own == longOne) {
            longOne = null;
        }
        try {
            own.close();
        } catch (IOException e) {
            log.debug("{} was not closed in order: {}", shown(own.folder), e.toString());
        }
    }

    @Override
    public void close() {
        end(longOne);
    }

    /** The reading of one recording. */
    private final class UnderWay implements Closeable {
        private final Path folder;
        private final RecordingChannel.Stamp stamp;
        private final RecordingChannel channel;
        private final SummaryMaker maker = new SummaryMaker();
        private final RecordingReader reader = new RecordingReader(maker, MemoryBudget.OF_THIS_PROCESS);
        private boolean hadTurn;

        UnderWay(Path folder, RecordingChannel.Stamp stamp) throws IOException {
            this.folder = folder;
            this.stamp = stamp;
            channel = RecordingChannel.open(stamp);
        }

        /** Reads for a turn. @return what was found; empty where its end is not reached */
        Optional<RecordingReader.Result> goOn() throws IOException {
            hadTurn = true;
            Turn turn = new Turn(channel, time.nanos() + TURN.toNanos());
            RecordingReader.Result result = reading.read(folder, reader, turn);
            return turn.over ? Optional.empty() : Optional.of(result);
        }

        void write(RecordingReader.Result result) throws IOException {
            new DurableFile(folder.resolve(SessionWatch.CURVES)).write(maker.curves());
            new DurableFile(folder.resolve(SessionSummary.FILE)).write(maker.summary(result, channel.length()).json());
        }

        @Override
        public void close() throws IOException {
            reader.close();
            channel.close();
        }
    }

    /** A channel that ends when a turn is over. */
    private final class Turn implements ReadableByteChannel {
        private final RecordingChannel channel;
        private final long untilNanos;
        private boolean over;

        Turn(RecordingChannel channel, long untilNanos) {
            this.channel = channel;
            this.untilNanos = untilNanos;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            over = untilNanos - time.nanos() <= 0;
            return over ? -1 : channel.read(into);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

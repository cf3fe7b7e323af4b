package depot.gps.source;

import depot.common.GuardedBy;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * A recording that is being played.
 *
 * <pre>
 *   read from the file:  ....|===========|==========|=====|...
 *                            ^ cut       ^ cut      ^ decided: what follows may be part of a frame that begins an epoch
 *              given out ----'  each cut is waited for
 * </pre>
 */
final class FileLink implements ReceiverLink {
    private static final int CHUNK = 4096;
    /** Without epochs, as in a log of raw measurements, this much counts as one of a second. */
    private static final int MOST_BYTES_AN_EPOCH = 16 * 1024;

    private final Path file;
    private final FileSource.Pace pace;
    private final boolean loop;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Framer framer = new Framer(this::frame);
    private final EpochClock epochs = new EpochClock();
    private final Deque<Cut> cuts = new ArrayDeque<>();
    private final byte[] chunk = new byte[CHUNK];
    private byte[] held = new byte[0]; // read and not given out, from position given on
    @GuardedBy("this") private InputStream in; // whoever closes it must not do so while it is read from
    private long given;
    private long taken;
    private boolean ended;
    private long dueNanos;
    private long sinceEpoch;

    /** Where to wait. */
    private record Cut(long position, long millis) {}

    FileLink(Path file, FileSource.Pace pace, boolean loop) throws IOException {
        this.file = file;
        this.pace = pace;
        this.loop = loop;
        in = content();
        dueNanos = System.nanoTime();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        while (true) {
            long free = free();
            if (free > 0) {
                int count = give(buffer, (int) Math.min(free, limit(buffer)));
                return pause(wait(count)) ? count : -1;
            }
            if (!cuts.isEmpty()) {
                sinceEpoch = 0;
                if (!pause(cuts.removeFirst().millis * 1_000_000L)) {
                    return -1;
                }
            } else if (!fill()) {
                return -1;
            }
        }
    }

    /** As recorded; those of hours that are over are compressed. */
    private InputStream content() throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            return file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private int limit(byte[] buffer) {
        return pace instanceof FileSource.Pace.BytesPerSecond rate
                ? Math.min(buffer.length, Math.max(1, rate.bytes() / 20)) : buffer.length;
    }

    /** How many nanoseconds these bytes take, beside the cuts. */
    private long wait(int count) {
        return switch (pace) {
            case FileSource.Pace.BytesPerSecond rate -> count * 1_000_000_000L / rate.bytes();
            case FileSource.Pace.Epochs _ -> {
                sinceEpoch += count;
                boolean tooMany = sinceEpoch > MOST_BYTES_AN_EPOCH;
                sinceEpoch = tooMany ? 0 : sinceEpoch;
                yield tooMany ? 1_000_000_000L : 0;
            }
            case FileSource.Pace.Unbounded _ -> 0;
        };
    }

    /** How many bytes may be given out before the next cut. */
    private long free() {
        long decided = pace instanceof FileSource.Pace.Epochs ? taken - framer.counts().waitingBytes() : taken;
        return (cuts.isEmpty() ? decided : cuts.getFirst().position) - given;
    }

    private int give(byte[] buffer, int count) {
        System.arraycopy(held, 0, buffer, 0, count);
        held = java.util.Arrays.copyOfRange(held, count, held.length);
        given += count;
        return count;
    }

    /** Whether there was more to read. */
    private synchronized boolean fill() throws IOException {
        if (ended || closed.getCount() == 0) {
            return false;
        }
        int count = in.read(chunk);
        if (count < 0) {
            framer.end();
            in.close();
            ended = !loop;
            if (loop) {
                if (taken == 0) {
                    throw new EOFException(file + " is empty");
                }
                in = content();
            }
            return true;
        }
        byte[] more = java.util.Arrays.copyOf(held, held.length + count);
        System.arraycopy(chunk, 0, more, held.length, count);
        held = more;
        taken += count;
        if (pace instanceof FileSource.Pace.Epochs) {
            framer.accept(chunk, 0, count);
        }
        return true;
    }

    private void frame(Frame frame) {
        long step = epochs.step(frame);
        if (step > 0) {
            cuts.add(new Cut(frame.position(), step));
        }
    }

    /** Waits on from when the last wait was due to end, so that none adds up; false when the link was closed. */
    private boolean pause(long nanos) {
        long now = System.nanoTime();
        dueNanos = Math.max(dueNanos, now - 1_000_000_000L) + nanos;
        try {
            return !closed.await(Math.max(0, dueNanos - now), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            try {
                in.close();
            } catch (IOException e) {
                // it was only read from
            }
        }
    }
}

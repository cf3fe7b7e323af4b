package depot.gps.sim;

import depot.common.GuardedBy;
import depot.common.time.Time;
import depot.gnss.Geodetic;
import depot.gps.source.ReceiverLink;
import depot.gps.source.ReceiverSource;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

/** {@code sim:} and {@code sim:lat,lon,height}: a simulated base instead of a receiver. */
public final class SimulatedSource implements ReceiverSource {
    private static final Geodetic SOMEWHERE = new Geodetic(48.1375, 11.5755, 565.0);
    private static final long EPOCH_MILLIS = 1000;
    private final Time time;
    private final SimulatedReceiver receiver;

    public SimulatedSource(Geodetic antenna, Time time, Random noise) {
        this.time = time;
        receiver = new SimulatedReceiver(antenna, Set.of(), noise);
    }

    /** Of {@code GPS_SOURCE}; throws {@link IllegalArgumentException} with what is wrong. */
    public static SimulatedSource of(String address, Time time, Random noise) {
        String place = address.substring("sim:".length());
        return new SimulatedSource(place.isEmpty() ? SOMEWHERE : place(place), time, noise);
    }

    private static Geodetic place(String text) {
        try {
            double[] numbers = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
            if (numbers.length == 3 && Math.abs(numbers[0]) <= 90 && Math.abs(numbers[1]) <= 180 && Math.abs(numbers[2]) <= 10_000) {
                return new Geodetic(numbers[0], numbers[1], numbers[2]);
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("must be sim: or sim:latitude,longitude,height");
    }

    @Override
    public ReceiverLink open() {
        return new Link();
    }

    @Override
    public String name() {
        return "sim:";
    }

    @Override
    public boolean takesCommands() {
        return true;
    }

    private final class Link implements ReceiverLink {
        @GuardedBy("this") private final ByteArrayOutputStream ready = new ByteArrayOutputStream(); // guarded by this, as all here
        @GuardedBy("this") private byte[] rest = new byte[0];
        @GuardedBy("this") private long dueNanos = time.nanos();
        @GuardedBy("this") private boolean closed;

        @Override
        public synchronized int read(byte[] buffer) {
            while (rest.length == 0) {
                long left = dueNanos - time.nanos();
                if (closed) {
                    return -1;
                }
                if (ready.size() > 0) {
                    rest = ready.toByteArray();
                    ready.reset();
                } else if (left <= 0) {
                    // what a machine that stood still missed is not made up for
                    dueNanos = Math.max(dueNanos + EPOCH_MILLIS * 1_000_000, time.nanos());
                    rest = receiver.epoch(Instant.ofEpochMilli(time.millis() / EPOCH_MILLIS * EPOCH_MILLIS));
                } else {
                    pause(left);
                }
            }
            int count = Math.min(buffer.length, rest.length);
            System.arraycopy(rest, 0, buffer, 0, count);
            rest = Arrays.copyOfRange(rest, count, rest.length);
            return count;
        }

        @GuardedBy("this")
        private void pause(long nanos) {
            try {
                wait(nanos / 1_000_000 + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
        }

        @Override
        public synchronized void write(byte[] bytes) {
            ready.writeBytes(receiver.answer(bytes));
            notifyAll();
        }

        @Override
        public synchronized void close() {
            closed = true;
            notifyAll();
        }
    }
}

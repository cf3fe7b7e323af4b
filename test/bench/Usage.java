package depot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a process, and the whole machine, uses of the processors, measured ten times a second from outside
 * ({@code /proc/PID/stat} and {@code /proc/stat}, see proc(5)). Times are of {@link System#nanoTime}, so that the use over a round that
 * another process measured can be told afterwards.
 */
final class Usage implements AutoCloseable {

    /** Linux counts in hundredths of a second for every process to see, whatever its own tick is. */
    private static final double TICKS_PER_SECOND = 100;
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final int UTIME_AFTER_NAME = 11;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    private record Sample(long nanos, double cpuSeconds, double machineSeconds) {}

    private static final int CTIME_AFTER_NAME = 13;

    private final CpuTime cpu;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;

    private interface CpuTime {
        double seconds() throws IOException;
    }

    private Usage(CpuTime cpu) {
        this.cpu = cpu;
        thread = Thread.ofVirtual().unstarted(this::watch);
    }

    static Usage watch(long pid) {
        return watch(() -> cpuSeconds(pid));
    }

    /** Of a process and its children together, those that have ended included. */
    static Usage watchFamily(long pid) {
        return watch(() -> {
            double seconds = cpuSeconds(pid) + endedChildrenSeconds(pid);
            for (long child : children(pid)) {
                seconds += cpuSecondsIfThere(child);
            }
            return seconds;
        });
    }

    private static Usage watch(CpuTime cpu) {
        Usage usage = new Usage(cpu);
        usage.thread.start();
        return usage;
    }

    /** Processors in use on average, 1.0 being one of them, from one time to another. */
    double processors(long fromNanos, long toNanos) {
        return (at(toNanos, Sample::cpuSeconds) - at(fromNanos, Sample::cpuSeconds)) * 1e9 / (toNanos - fromNanos);
    }

    /** As {@link #processors}, of all processes together. */
    double machineProcessors(long fromNanos, long toNanos) {
        return (at(toNanos, Sample::machineSeconds) - at(fromNanos, Sample::machineSeconds)) * 1e9 / (toNanos - fromNanos);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** Between the two samples around that time, on a straight line. */
    private synchronized double at(long nanos, ToDoubleFunction<Sample> field) {
        Sample before = samples.getFirst();
        for (Sample after : samples) {
            if (after.nanos >= nanos) {
                double share = after.nanos == before.nanos ? 0 : (double) (nanos - before.nanos) / (after.nanos - before.nanos);
                return field.applyAsDouble(before) + share * (field.applyAsDouble(after) - field.applyAsDouble(before));
            }
            before = after;
        }
        return field.applyAsDouble(before);
    }

    private void watch() {
        try {
            while (true) {
                Sample sample = new Sample(System.nanoTime(), cpu.seconds(), machineSeconds());
                synchronized (this) {
                    samples.add(sample);
                }
                Thread.sleep(EVERY);
            }
        } catch (IOException | InterruptedException e) {
            // It has ended, or nobody wants to know any more.
        }
    }

    /** User and system time so far. The name in brackets, which may hold blanks, is skipped. */
    static double cpuSeconds(long pid) throws IOException {
        return seconds(pid, UTIME_AFTER_NAME);
    }

    private static double endedChildrenSeconds(long pid) throws IOException {
        return seconds(pid, CTIME_AFTER_NAME);
    }

    private static double cpuSecondsIfThere(long pid) {
        try {
            return cpuSeconds(pid);
        } catch (IOException e) {
            return 0; // it has ended meanwhile: its parent has its time in a moment
        }
    }

    private static double seconds(long pid, int firstOfTwo) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[firstOfTwo]) + Long.parseLong(fields[firstOfTwo + 1])) / TICKS_PER_SECOND;
    }

    static List<Long> children(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children")).strip();
        return line.isEmpty() ? List.of() : Stream.of(line.split(" ")).map(Long::valueOf).toList();
    }

    /** All that was not idle, what the host of a virtual machine took away included. */
    private static double machineSeconds() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split(" +");
        long ticks = 0;
        for (int i = 1; i <= STEAL; i++) {
            ticks += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }
}

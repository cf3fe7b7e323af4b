package depot.gps.source;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A serial line that both ends of are ours: what is written to one comes out of the other. Made by the C library, so that no
 * tool is needed. Unplugged by closing it. One thread reads and one writes; any may close.
 */
@SuppressWarnings("restricted") // the tests are run with native access
public final class PseudoTerminal implements AutoCloseable {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final int descriptor;
    private final Path device;
    // fair: one that reads again and again would keep the others out
    private final ReentrantLock lock = new ReentrantLock(true);
    private boolean closed; // guarded by lock

    private PseudoTerminal(int descriptor, Path device) {
        this.descriptor = descriptor;
        this.device = device;
    }

    /** The test is skipped where there is none to be had, or no stty to set it up. */
    public static PseudoTerminal open() {
        Assumptions.assumeTrue(Stream.of("/bin/stty", "/usr/bin/stty").anyMatch(tool -> Files.isExecutable(Path.of(tool))),
                "there is no stty");
        try {
            int master = call("posix_openpt", Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_NONBLOCK);
            call("grantpt", master);
            call("unlockpt", master);
            return new PseudoTerminal(master, Path.of(name(master)));
        } catch (IOException e) {
            return Assumptions.abort("no pseudo-terminal can be had here: " + e.getMessage());
        }
    }

    private static int call(String function, int argument) throws IOException {
        try {
            int result = (int) handle(function, FunctionDescriptor.of(INT, INT)).invokeExact(argument);
            if (result < 0) {
                throw new IOException(function + " failed");
            }
            return result;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(int master) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(100);
            int failed = (int) handle("ptsname_r", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG))
                    .invokeExact(master, text, text.byteSize());
            if (failed != 0) {
                throw new IOException("ptsname_r failed");
            }
            return text.getString(0);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    /** What a service opens. */
    public Path device() {
        return device;
    }

    /** Has a path of the test's choice lead to it, as the same port does to a receiver that is plugged in again. */
    public void plugInto(Path link) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, device);
    }

    /** What came from the other end; 0 when nothing came within a few milliseconds, or nobody has it open. */
    public int read(byte[] buffer) throws IOException {
        lock.lock();
        try {
            if (closed) {
                return 0;
            }
            return Posix.await(descriptor, Posix.POLLIN, 5) ? Math.max(0, Posix.read(descriptor, buffer)) : 0;
        } catch (IOException e) {
            return 0; // EIO: nobody has the other end open
        } finally {
            lock.unlock();
        }
    }

    /** Writes what there is room for, as a receiver does that nobody listens to. */
    public void write(byte[] bytes) throws IOException {
        lock.lock();
        try {
            for (int at = 0; !closed && at < bytes.length; ) {
                if (!Posix.await(descriptor, Posix.POLLOUT, 20)) {
                    return;
                }
                int written = Posix.write(descriptor, bytes, at);
                if (written <= 0) {
                    return; // no such terminal any more: the process that had it open was killed
                }
                at += written;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                Posix.close(descriptor);
            }
        } finally {
            lock.unlock();
        }
    }
}

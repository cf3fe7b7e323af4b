package depot.gps.source;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The few calls of the C library that a terminal line needs and the JDK has no form of: opening it without making
 * it the controlling terminal (or a hang-up, as when the receiver is unplugged, would end this process), and waiting with a
 * deadline. POSIX.1-2024; the
 * numbers are those of Linux on x86-64 and arm64. Any thread.
 */
@SuppressWarnings("restricted") // the manifest allows it
final class Posix {
    static final int O_RDWR = 2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final short POLLIN = 1;
    static final short POLLOUT = 4;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle OPEN = function("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle READ = function("read", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle WRITE = function("write", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle POLL = function("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, INT));

    private Posix() {}

    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        List<Linker.Option> all = new ArrayList<>(List.of(options));
        all.add(Linker.Option.captureCallState("errno"));
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all.toArray(Linker.Option[]::new));
    }

    private interface Call {
        long with(Arena arena, MemorySegment state) throws Throwable;
    }

    /** The result; -1 for a call that must be repeated. */
    private static long call(String what, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = call.with(arena, state);
            int error = result >= 0 ? 0 : (int) ERRNO.get(state, 0L);
            if (error == 0 || error == EINTR || error == EAGAIN) {
                return result;
            }
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(error);
            throw new IOException(what + ": " + text.reinterpret(256).getString(0));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a method handle declares it, these functions throw nothing
        }
    }

    /** @return the descriptor */
    static int open(String path, int flags) throws IOException {
        return (int) call(path, (arena, state) -> (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags));
    }

    static void close(int descriptor) throws IOException {
        call("close", (arena, state) -> (int) CLOSE.invokeExact(state, descriptor));
    }

    /** Whether one of the events, or an end that a read or write will tell of, has come in time. */
    static boolean await(int descriptor, short events, int millis) throws IOException {
        return call("poll", (arena, state) -> {
            MemorySegment poll = arena.allocate(8, 4); // struct pollfd: int fd, short events, short revents
            poll.set(INT, 0, descriptor);
            poll.set(ValueLayout.JAVA_SHORT, 4, events);
            return (int) POLL.invokeExact(state, poll, 1L, millis);
        }) > 0;
    }

    /** @return how many bytes came; 0 at the end, -1 for none yet */
    static int read(int descriptor, byte[] buffer) throws IOException {
        return (int) call("read", (arena, state) -> {
            MemorySegment bytes = arena.allocate(buffer.length);
            long count = (long) READ.invokeExact(state, descriptor, bytes, (long) buffer.length);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, buffer, 0, (int) Math.max(0, count));
            return count;
        });
    }

    /** @return how many bytes were taken, -1 for none yet */
    static int write(int descriptor, byte[] bytes, int offset) throws IOException {
        return (int) call("write", (arena, state) -> {
            MemorySegment copy = arena.allocate(bytes.length - offset);
            MemorySegment.copy(bytes, offset, copy, ValueLayout.JAVA_BYTE, 0, bytes.length - offset);
            return (long) WRITE.invokeExact(state, descriptor, copy, copy.byteSize());
        });
    }
}

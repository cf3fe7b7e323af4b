package depot.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A base's receiver behind a TCP port, which gives all that connect the same frames once a second. Two threads of its own. */
final class BaseStation implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final ServerSocket port = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final List<Socket> casters = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    BaseStation() throws IOException {
        Thread.ofPlatform().daemon().name("base-accept").start(this::accept);
        Thread.ofPlatform().daemon().name("base").start(this::give);
    }

    int port() {
        return port.getLocalPort();
    }

    private void accept() {
        while (!ended) {
            try {
                casters.add(port.accept());
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void give() {
        for (long due = System.nanoTime() + SECOND; !ended; due += SECOND) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            byte[] epoch = CastingServer.epoch();
            for (Socket caster : casters) {
                try {
                    caster.getOutputStream().write(epoch);
                } catch (IOException e) {
                    casters.remove(caster);
                }
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            port.close();
            for (Socket caster : casters) {
                caster.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

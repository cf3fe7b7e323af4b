package depot.common.http;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import depot.common.time.Time;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tasks that the JDK's HTTP server gives its executor, one for each request that begins: finds each task's connection,
 * and its input and output. With {@link ConnectionTakeover} the only class that looks inside
 * {@code sun.net.httpserver}; written against JDK 25's. Thread-safe.
 *
 * <p>The server makes a new connection's streams when its first task runs, unless the connection has its context
 * already: so it is given that, and our streams, before.
 */
final class JdkTasks {
    private final Object books;
    private final HttpContext context;
    private final Field connection;
    private final Field channel;
    private final Field raw;
    private final Field idleSince;
    private final Set<?> all;
    private final Set<?> fresh;
    private final Set<?> idle;
    private final Set<?> reading;
    private final Set<?> answering;
    private final Method setParameters;
    private final Method closeConnection;

    /**
     * @param context of the server, the only one
     * @throws IllegalStateException as {@link ConnectionTakeover}'s
     */
    JdkTasks(HttpServer server, HttpContext context) {
        this.context = context;
        try {
            Class<?> connectionClass = Class.forName("sun.net.httpserver.HttpConnection");
            connection = ConnectionTakeover.open(Class.forName("sun.net.httpserver.ServerImpl$Exchange"), "connection");
            channel = ConnectionTakeover.open(connectionClass, "chan");
            raw = ConnectionTakeover.open(connectionClass, "raw");
            books = ConnectionTakeover.open(server.getClass(), "server").get(server);
            idleSince = ConnectionTakeover.open(connectionClass, "idleStartTime");
            all = (Set<?>) ConnectionTakeover.open(books.getClass(), "allConnections").get(books);
            reading = (Set<?>) ConnectionTakeover.open(books.getClass(), "reqConnections").get(books);
            answering = (Set<?>) ConnectionTakeover.open(books.getClass(), "rspConnections").get(books);
            fresh = (Set<?>) ConnectionTakeover.open(books.getClass(), "newlyAcceptedConnections").get(books);
            idle = (Set<?>) ConnectionTakeover.open(books.getClass(), "idleConnections").get(books);
            setParameters = Arrays.stream(connectionClass.getDeclaredMethods()).filter(method -> method.getName().equals("setParameters"))
                    .findFirst().orElseThrow(() -> new NoSuchMethodException("setParameters"));
            setParameters.setAccessible(true);
            closeConnection = books.getClass().getDeclaredMethod("closeConnection", connectionClass);
            closeConnection.setAccessible(true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw ConnectionTakeover.notThisJava(e);
        }
    }

    /** What the task's connection is read from; made at its first request. */
    RequestInput input(Runnable task, HalfSent halfSent) {
        try {
            Object held = connection.get(task);
            if (raw.get(held) instanceof RequestInput known) {
                known.begin();
                return known;
            }
            SocketChannel socket = (SocketChannel) channel.get(held);
            InputStream in = new RequestInput(socket, halfSent);
            OutputStream out = new BufferedOutputStream(new ChannelOutput(socket));
            setParameters.invoke(held, in, out, socket, null, null, null, "http", context, in);
            return (RequestInput) in;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Closes the connections that have said nothing for so long, and those that wait for their next request for so long.
     * (By the wall clock, as the server does: where that is set, some clients have to connect anew.)
     *
     * @return how many
     */
    int endSilent(Duration freshFor, Duration idleFor, Time time) {
        return endSilent(fresh, time.millis() - freshFor.toMillis()) + endSilent(idle, time.millis() - idleFor.toMillis());
    }

    /** Each of the server's own connections, and whom it is from; the map is the caller's. */
    Map<Object, PeerNetwork> peers() {
        Map<Object, PeerNetwork> peers = new HashMap<>();
        try {
            for (Object held : all.toArray()) {
                SocketChannel socket = (SocketChannel) channel.get(held);
                if (socket != null) { // a taken one's stand-in has none
                    peer(socket).ifPresent(peer -> peers.put(held, peer));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return peers;
    }

    private static Optional<PeerNetwork> peer(SocketChannel socket) {
        try {
            return Optional.of(PeerNetwork.of(((InetSocketAddress) socket.getRemoteAddress()).getAddress()));
        } catch (IOException e) {
            return Optional.empty(); // it is closed
        }
    }

    /** Connections that wait for their next request. */
    List<Object> waiting() {
        return List.of(idle.toArray());
    }

    /** Closes one of {@link #waiting}; false where its next request has come. */
    boolean endWaiting(Object held) {
        try {
            return end(idle, held);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean end(Set<?> silent, Object held) throws ReflectiveOperationException {
        boolean ours = silent.remove(held); // the thread that removes it owns it
        if (ours) {
            closeConnection.invoke(books, held);
        }
        return ours;
    }

    /** Connections on which a request that began before is being read or answered. */
    List<Object> underWay(long beganBefore) {
        return Stream.concat(Stream.of(answering.toArray()), Stream.of(reading.toArray()))
                .filter(held -> hasBegun(held, beganBefore)).toList();
    }

    private boolean hasBegun(Object held, long before) {
        try {
            return raw.get(held) instanceof RequestInput input && input.beganAt() - before < 0;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes the socket of one of {@link #underWay}: what its thread does on it then fails. */
    void sever(Object held) {
        try {
            ConnectionTakeover.close((SocketChannel) channel.get(held));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private int endSilent(Set<?> silent, long sinceMillis) {
        int count = 0;
        try {
            for (Object held : silent.toArray()) {
                if (idleSince.getLong(held) < sinceMillis && end(silent, held)) {
                    count++;
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return count;
    }

    /** Closes the task's connection, in place of running it, and has the server forget it. */
    void end(Runnable task) {
        try {
            closeConnection.invoke(books, connection.get(task));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

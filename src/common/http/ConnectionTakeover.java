package depot.common.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes a connection away from the JDK's HTTP server, which has no way of its own to upgrade one. With {@link JdkTasks} the only
 * class that looks inside {@code sun.net.httpserver}; written against JDK 25's.
 *
 * <p>How the server keeps a connection whose request was read whole: it is in {@code allConnections} and
 * {@code rspConnections}, and one exchange is counted. All three are undone here, so that afterwards the server
 * neither waits for the connection when it stops, nor closes it. An empty stand-in stays in {@code allConnections},
 * so that the server's own limit, which applies before any request has come, counts the taken connections as well. The
 * caller then returns from its handler without closing the exchange.
 *
 * <p>Thread-safe; {@link #take} is called once an exchange, by the thread that handles it. Needs
 * {@code --add-opens jdk.httpserver/sun.net.httpserver=ALL-UNNAMED} (or {@code Add-Opens} in the jar's manifest).
 */
public final class ConnectionTakeover {
    private static final String OPEN = "--add-opens jdk.httpserver/sun.net.httpserver=ALL-UNNAMED";

    private final Set<Object> all;
    private final Set<?> reading;
    private final Set<?> answering;
    private final Set<?> idle;
    private final Set<?> fresh;
    private final Object books;
    private final Method endExchange;
    private final Method exchangeCount;
    private final Field impl;
    private final Field connection;
    private final Field channel;
    private final Field raw;
    private final Field writeFinished;
    private final Constructor<?> connectionMaker;
    private final Field closed;
    private final SelectionKey listener;
    private final Field dispatcher;
    private final Map<Object, Place> places = new ConcurrentHashMap<>(); // by stand-in
    private final AtomicLong takenSoFar = new AtomicLong();

    /**
     * What the caller owns from now on: the channel, in blocking mode, bytes that came glued to the head, and its place in
     * {@link #openConnections}, which ends with {@link Place#release}.
     */
    public record Taken(SocketChannel channel, byte[] early, Place place) {}

    /** The server's own counts, each of which is zero when nothing is open. */
    public record Counts(int all, int reading, int answering, int idle, int fresh, int exchanges) {}

    /**
     * @throws IllegalStateException when this Java does not let the server's insides be seen, or has others; the
     *     message says what to do
     */
    public ConnectionTakeover(HttpServer server) {
        try {
            Class<?> exchangeClass = Class.forName("sun.net.httpserver.HttpExchangeImpl");
            Class<?> exchangeImpl = Class.forName("sun.net.httpserver.ExchangeImpl");
            Class<?> connectionClass = Class.forName("sun.net.httpserver.HttpConnection");
            impl = open(exchangeClass, "impl");
            connection = open(exchangeImpl, "connection");
            channel = open(connectionClass, "chan");
            raw = open(connectionClass, "raw");
            writeFinished = open(exchangeImpl, "writefinished");
            books = open(server.getClass(), "server").get(server);
            all = cast(open(books.getClass(), "allConnections").get(books));
            connectionMaker = connectionClass.getDeclaredConstructor();
            connectionMaker.setAccessible(true);
            closed = open(connectionClass, "closed");
            dispatcher = open(books.getClass(), "dispatcherThread");
            listener = (SelectionKey) open(books.getClass(), "listenerKey").get(books);
            reading = (Set<?>) open(books.getClass(), "reqConnections").get(books);
            answering = (Set<?>) open(books.getClass(), "rspConnections").get(books);
            idle = (Set<?>) open(books.getClass(), "idleConnections").get(books);
            fresh = (Set<?>) open(books.getClass(), "newlyAcceptedConnections").get(books);
            endExchange = books.getClass().getDeclaredMethod("endExchange");
            endExchange.setAccessible(true);
            exchangeCount = books.getClass().getDeclaredMethod("getExchangeCount");
            exchangeCount.setAccessible(true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw notThisJava(e);
        }
    }

    static IllegalStateException notThisJava(Exception why) {
        return new IllegalStateException("WebSocket needs the inside of this Java's HTTP server (tried on JDK 25, this is "
                + Runtime.version() + "): start Java with " + OPEN, why);
    }

    static Field open(Class<?> owner, String name) throws NoSuchFieldException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @SuppressWarnings("unchecked") // its connections, of a class that has no name here
    private static Set<Object> cast(Object connections) {
        return (Set<Object>) connections;
    }

    /** How many connections are open, the server's and the taken ones. */
    public int openConnections() {
        return all.size();
    }

    /** How many of them are taken. */
    int takenConnections() {
        return places.size();
    }

    /** The taken connections' places, each by what {@link #isOpen} knows it as; a view. */
    Map<Object, Place> places() {
        return places;
    }

    /** @param held a connection, or a key of {@link #places} */
    boolean isOpen(Object held) {
        return all.contains(held);
    }

    public Counts counts() {
        try {
            return new Counts(all.size() - places.size(), reading.size(), answering.size(), idle.size(), fresh.size(),
                    (Integer) exchangeCount.invoke(books));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Detaches the exchange's connection from the server. The request must have no body: bytes behind the head are
     * then the new protocol's, and are handed over.
     */
    public Taken take(HttpExchange exchange) throws IOException {
        try {
            Object held = connection.get(impl.get(exchange));
            SocketChannel socket = (SocketChannel) channel.get(held);
            byte[] early = ((RequestInput) raw.get(held)).detach();
            Object standIn = connectionMaker.newInstance();
            closed.setBoolean(standIn, true); // the server, when it stops, leaves it alone
            Runnable released = () -> {
                all.remove(standIn);
                places.remove(standIn);
            };
            Place place = new Place(PeerNetwork.of(exchange.getRemoteAddress().getAddress()), takenSoFar.incrementAndGet(),
                    released, () -> close(socket));
            places.put(standIn, place);
            all.add(standIn);
            all.remove(held);
            answering.remove(held);
            endExchange.invoke(books);
            return new Taken(socket, early, place);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes the server accept no connections for a moment. Without file descriptors it would otherwise retry in a tight loop, and
     * never serve the connections that it has.
     */
    void pauseAccepting(Duration pause) {
        try {
            listener.interestOps(0);
            Thread.ofVirtual().name("http-accept").start(() -> {
                LockSupport.parkNanos(pause.toNanos());
                try {
                    listener.interestOps(SelectionKey.OP_ACCEPT);
                    listener.selector().wakeup();
                } catch (CancelledKeyException e) {
                    // it has stopped
                }
            });
        } catch (CancelledKeyException e) {
            // it has stopped
        }
    }

    /**
     * On the server's own thread, when its loop broke off between two connections: those that it has let go for their
     * requests are let go of in its selector too. It forgets that then, cannot watch a connection again whose answer is
     * out, and tries so for ever, serving no connection (JDK 25.0.3, ServerImpl.Dispatcher.run).
     */
    void recover() {
        try {
            if (Thread.currentThread() == dispatcher.get(books)) {
                listener.selector().selectNow();
            }
        } catch (IOException e) {
            // the next select says so
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Closes the socket below an exchange, from any thread: what a thread blocked on it does then fails. The
     * exchange's own {@code close} would wait for that thread.
     */
    public void sever(HttpExchange exchange) {
        try {
            close((SocketChannel) channel.get(connection.get(impl.get(exchange))));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closing is all that was wanted
        }
    }

    /** Bounds what the kernel keeps of what was sent and not taken; by itself it grows to megabytes for one client. */
    void boundSendBuffer(HttpExchange exchange, int bytes) throws IOException {
        try {
            ((SocketChannel) channel.get(connection.get(impl.get(exchange)))).setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Called last for every exchange that was answered: where the answer did not get out whole, the server itself
     * forgets to end the exchange, and would wait for it when it stops.
     */
    void settle(HttpExchange exchange) {
        try {
            Object inner = impl.get(exchange);
            if (!writeFinished.getBoolean(inner)) {
                writeFinished.setBoolean(inner, true);
                Object held = connection.get(inner);
                sever(exchange);
                all.remove(held);
                reading.remove(held);
                answering.remove(held);
                endExchange.invoke(books);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

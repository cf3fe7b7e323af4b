package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.RawHttp;
import depot.support.ServiceProcess;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Crowds that begin requests and do not end them, from many addresses; rovers go on being heard. */
class HalfSentTest {
    private static final int CROWD = 1_000;
    private static final int ADDRESSES = 50;
    private static final int ROVERS = 100;
    private static final Duration PAUSE = Duration.ofMillis(50); // between two bytes
    private static final Duration WATCHED = Duration.ofSeconds(2);
    private static final String CROWDED = "127.0.1.200";
    private static final String ANSWER = "{\"ok\":true}";

    @TempDir
    Path folder;

    /** Sockets that send a byte now and then; who is closed comes again. */
    private static final class Crowd implements AutoCloseable {
        private final int port;
        private final byte[] start;
        private final List<Socket> sockets = new ArrayList<>();
        private final Thread trickling;
        private volatile boolean ended;

        Crowd(int port, String start) throws IOException {
            this.port = port;
            this.start = start.getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < CROWD; i++) {
                sockets.add(connect(i));
            }
            trickling = Thread.ofPlatform().start(this::trickle);
        }

        private Socket connect(int number) throws IOException {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress("127.0.1." + (1 + number % ADDRESSES), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream().write(start);
            return socket;
        }

        private void trickle() {
            while (!ended) {
                for (int i = 0; i < CROWD && !ended; i++) {
                    try {
                        sockets.get(i).getOutputStream().write('x');
                    } catch (IOException e) {
                        renew(i);
                    }
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }

        private void renew(int number) {
            try {
                sockets.get(number).close();
                sockets.set(number, connect(number));
            } catch (IOException e) {
                // the next time round
            }
        }

        @Override
        public void close() throws IOException {
            ended = true;
            try {
                trickling.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Heartbeats of all rovers, each on a connection of its own that stays open: how long each took, in milliseconds. */
    private static List<Double> heartbeats(int port) throws Exception {
        List<Double> taken = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> rovers = new ArrayList<>();
            long until = System.nanoTime() + WATCHED.toNanos();
            for (int i = 0; i < ROVERS; i++) {
                String request = "POST /heartbeat/r" + i + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
                rovers.add(threads.submit(() -> {
                    try (RawHttp connection = RawHttp.connect(port)) {
                        while (System.nanoTime() < until) {
                            long began = System.nanoTime();
                            connection.send(request);
                            assertEquals(200, connection.readStatus());
                            assertEquals(ANSWER.length(), connection.readBody(ANSWER.length()).length);
                            taken.add((System.nanoTime() - began) / 1e6);
                            Thread.sleep(100); // twenty times as often as in the field
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> rover : rovers) {
                rover.get();
            }
        }
        return taken;
    }

    private static double percentile(List<Double> values, double share) {
        return values.stream().sorted().skip((long) (values.size() * share)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /health HT", "POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{"})
    void heartbeatsOfAHundredRoversGoOnWithoutALoss(String start) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder, List.of("-Xmx128m"))) {
            service.api().registerFleet(ROVERS);
            try (Crowd _ = new Crowd(service.port(), start)) {
                List<Double> taken = heartbeats(service.port());
                assertTrue(taken.size() >= ROVERS, "heartbeats in " + WATCHED + ": " + taken.size());
                // a rover is offline after ten seconds, and its client gives a call up sooner
                assertTrue(percentile(taken, 0.999) < 5_000, () -> "of " + taken.size() + ": " + percentile(taken, 0.999) + " ms");
                assertTrue(service.api().rovers().stream().allMatch(rover -> rover.get("online").equals(true)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /health HT", ""})
    void whereConnectionsAreFewTheCrowdMakesRoom(String start) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder, List.of("-Xmx128m"), "MAX_CONNECTIONS", "300")) {
            service.api().registerFleet(ROVERS);
            try (Crowd _ = new Crowd(service.port(), start)) {
                // what nobody accepted, or what was closed at once, is tried again, as a rover does
                Await.until("newcomers are served", Duration.ofSeconds(10), () -> served(service.port()) && served(service.port())
                        && served(service.port()));
            }
            Await.until("it is quiet again", () -> service.api().get("/rovers").status() == 200);
        }
    }

    private static boolean served(int port) {
        try {
            return RawHttp.status(port, "GET /rovers HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"})
    void oneAddressHasAShareAtAnyTimeAlsoBehindAWholeRequest(String whole) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder, List.of("-Xmx128m"), "MAX_CONNECTIONS", "400")) {
            List<RawHttp> open = new ArrayList<>();
            try {
                for (int i = 0; i < 120; i++) {
                    // not the address that the metric is asked from: its calls count too
                    open.add(RawHttp.connect(CROWDED, service.port()));
                    open.getLast().send(whole + "GET /health HT");
                }
                Await.until("all but an eighth of the connections were closed", () -> service.api()
                        .metric("depot_refused_total{limit=\"heads\"") == 120 - 400 / 8);
                if (!whole.isEmpty()) {
                    return;
                }
                for (RawHttp each : open.subList(0, 70)) {
                    assertEquals("", each.readHead(), "the oldest have gone");
                }
                open.getLast().send("TP/1.1\r\nHost: x\r\n\r\n");
                assertEquals(200, open.getLast().readStatus());
            } finally {
                for (RawHttp each : open) {
                    each.close();
                }
            }
        }
    }

    @Test
    void whereOneAddressHasAllPlacesItsHalfSentBodiesBeyondThemKeepNobodyOut() throws Exception {
        int most = 40;
        List<AutoCloseable> open = new ArrayList<>();
        try (ServiceProcess service = ServiceProcess.start(folder, List.of("-Xmx128m"), "MAX_CONNECTIONS", Integer.toString(most))) {
            for (int i = 0; i < 2 * most; i++) {
                open.add(WebSocketProbe.open(CROWDED, service.port(), "/ws")); // as many as it gets
            }
            for (int i = 0; i < most; i++) {
                open.add(halfSent(service.port())); // all that the server accepts
            }
            // by themselves they would hold their places for five seconds
            Await.until("another is served", Duration.ofSeconds(2), () -> served(service.port()));
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }

    private static RawHttp halfSent(int port) throws IOException {
        RawHttp connection = RawHttp.connect(CROWDED, port);
        try {
            connection.send("POST /register HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{");
        } catch (IOException e) {
            // it was not accepted
        }
        return connection;
    }
}

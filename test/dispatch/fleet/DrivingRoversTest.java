package depot.dispatch.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import depot.support.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A discovery that answers slowly holds up no stop. */
class DrivingRoversTest {
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    private static final String ROVERS = """
            [{"id":"b","online":true,"mode":3,"telemetry":{"motors":[]}},{"id":"off","online":false,"mode":2},
            {"id":"idle","online":true,"mode":1},{"id":"a","online":true,"mode":2}]""";

    private static ServiceAddress at(ServerSocket door) {
        return new ServiceAddress("127.0.0.1", door.getLocalPort(), "", Optional.empty());
    }

    /** Takes one call after the other, and answers each. */
    private static void serve(ServerSocket door, Answer answer) {
        Thread.ofVirtual().start(() -> {
            while (!door.isClosed()) {
                try (Socket client = door.accept()) {
                    BufferedReader head = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                    while (!head.readLine().isEmpty()) {
                        // to its end
                    }
                    answer.to(client);
                } catch (IOException | InterruptedException e) {
                    // the caller has gone
                }
            }
        });
    }

    private interface Answer {
        void to(Socket client) throws IOException, InterruptedException;
    }

    private static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD + "X-Slow: ", HEAD + "\r\n[ "})
    void anAnswerThatComesByteByByteIsWaitedForNoLonger(String beginning) throws Exception {
        try (ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            serve(door, client -> {
                write(client, beginning);
                while (true) {
                    write(client, " ");
                    LockSupport.parkNanos(BETWEEN.toNanos());
                }
            });
            DrivingRovers driving = new DrivingRovers(at(door));
            assertEquals(Optional.empty(), assertTimeoutPreemptively(Duration.ofSeconds(10), driving::ids));
        }
    }

    @Test
    void thoseWhoAskTogetherShareOneCall() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            AtomicInteger calls = new AtomicInteger();
            CountDownLatch allWait = new CountDownLatch(1);
            serve(door, client -> {
                calls.incrementAndGet();
                allWait.await();
                write(client, HEAD + "\r\n" + ROVERS);
            });
            DrivingRovers driving = new DrivingRovers(at(door), Duration.ofSeconds(30));
            List<Optional<List<String>>> said = new CopyOnWriteArrayList<>();
            List<Thread> asking = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                asking.add(Thread.ofPlatform().start(() -> said.add(driving.ids())));
            }
            Await.until("all wait", () -> calls.get() == 1 && asking.stream().allMatch(each ->
                    each.getState() == Thread.State.WAITING || each.getState() == Thread.State.TIMED_WAITING));
            allWait.countDown();
            Await.until("all have it", () -> said.size() == asking.size());
            said.forEach(each -> assertEquals(Optional.of(List.of("a", "b")), each));
            assertEquals(1, calls.get());
        }
    }
}

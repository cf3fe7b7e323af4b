package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RequestThreadsTest {
    private final List<Runnable> severed = new CopyOnWriteArrayList<>();
    private final List<Integer> begun = new CopyOnWriteArrayList<>();
    private final CountDownLatch handled = new CountDownLatch(1);

    private RequestThreads threads(int most, Duration grace) {
        return new RequestThreads(most, grace, Thread::startVirtualThread, severed::add);
    }

    /** A request whose head ends when it is told. */
    private final class Request implements Runnable {
        private final int number;
        private final CountDownLatch head = new CountDownLatch(1);

        Request(int number) {
            this.number = number;
        }

        @Override
        public void run() {
            begun.add(number);
            try {
                head.await();
                RequestThreads.headRead();
                handled.await(); // however long it is handled
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private List<Request> requests(RequestThreads threads, int count) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new Request(i));
            threads.execute(requests.get(i));
        }
        return requests;
    }

    @Test
    void onlySoManyHeadsAreReadAtATimeAndNoneIsForgotten() throws Exception {
        List<Request> requests = requests(threads(3, Duration.ofHours(1)), 10);
        for (int i = 0; i < 10; i++) {
            int most = Math.min(10, 3 + i);
            Await.until("as many as may have begun", () -> begun.size() == most);
            requests.get(begun.get(i)).head.countDown();
        }
        assertEquals(List.of(), severed, "in a burst nobody loses a connection");
        handled.countDown();
    }

    @Test
    void theOldestUnfinishedLoseTheirConnectionWhenOthersWait() {
        List<Request> requests = requests(threads(3, Duration.ZERO), 5);
        assertEquals(requests.subList(0, 2), severed);
        requests.forEach(request -> request.head.countDown());
        handled.countDown();
        assertTrue(begun.size() <= 5);
    }
}

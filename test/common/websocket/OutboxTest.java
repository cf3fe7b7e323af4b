package depot.common.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Frame HUNDRED = Frame.text(new byte[98]);

    @Test
    void isBoundedByBytes() {
        Outbox outbox = new Outbox(250);
        assertTrue(outbox.offer(HUNDRED));
        assertTrue(outbox.offer(HUNDRED));
        assertFalse(outbox.offer(HUNDRED));
        assertEquals(200, outbox.bytes());
        assertSame(HUNDRED, outbox.poll());
        assertTrue(outbox.offer(HUNDRED));
    }

    @Test
    void oneFrameOverTheBoundFitsAnEmptyBox() {
        Outbox outbox = new Outbox(10);
        assertTrue(outbox.offer(HUNDRED));
        assertFalse(outbox.offer(HUNDRED));
    }

    @Test
    void anyNumberOfPingsCostsOnePong() {
        Outbox outbox = new Outbox(250);
        for (int i = 0; i < 200_000; i++) {
            outbox.pong(Frame.pong(new byte[] {(byte) i}));
        }
        assertEquals((byte) 199_999, outbox.poll().bytes()[2]);
        assertNull(outbox.poll());
    }

    @Test
    void putWaitsForRoom() throws Exception {
        Outbox outbox = new Outbox(100);
        outbox.offer(HUNDRED);
        CompletableFuture<Boolean> put = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                put.complete(outbox.put(HUNDRED));
            } catch (InterruptedException e) {
                put.completeExceptionally(e);
            }
        });
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        outbox.poll();
        assertTrue(put.get(30, TimeUnit.SECONDS));
    }

    @Test
    void closingFreesWhoWaits() throws Exception {
        Outbox outbox = new Outbox(100);
        outbox.offer(HUNDRED);
        CompletableFuture<Boolean> put = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                put.complete(outbox.put(HUNDRED));
            } catch (InterruptedException e) {
                put.completeExceptionally(e);
            }
        });
        outbox.close();
        assertFalse(put.get(30, TimeUnit.SECONDS));
        assertFalse(outbox.offer(HUNDRED));
        assertNull(outbox.poll());
    }

    @Test
    void aPongOvertakesAllButTheHandshakesAnswer() {
        Outbox outbox = new Outbox(1000);
        Frame handshake = Frame.ready(new byte[] {'H', 'T', 'T', 'P'});
        Frame pong = Frame.pong(new byte[] {1});
        outbox.first(handshake);
        outbox.offer(HUNDRED);
        outbox.pong(pong);
        assertSame(handshake, outbox.poll());
        assertSame(pong, outbox.poll());
        assertSame(HUNDRED, outbox.poll());
        assertNull(outbox.poll());
    }

    @Test
    void nothingFollowsTheCloseFrame() throws Exception {
        Outbox outbox = new Outbox(1000);
        Frame close = Frame.ready(new byte[] {(byte) 0x88, 0});
        outbox.offer(HUNDRED);
        outbox.pong(Frame.pong(new byte[] {1}));
        outbox.last(close);
        outbox.pong(Frame.pong(new byte[] {2}));
        assertFalse(outbox.offer(HUNDRED));
        assertFalse(outbox.put(HUNDRED));
        assertSame(HUNDRED, outbox.poll());
        assertSame(close, outbox.poll());
        assertNull(outbox.poll());
    }
}

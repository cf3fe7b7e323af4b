package depot.gps.caster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.support.Await;
import depot.support.ManualTime;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class CheckQueueTest {
    private static final InetAddress HERE = address(1);
    private static final InetAddress THERE = address(2);
    private static final Optional<String> NOBODY = Optional.empty();
    private static final Optional<String> ROVER = Optional.of("rover");
    private static final Duration LONG = Duration.ofHours(1); // a turn that came at its end only would time the test out
    private final ManualTime time = new ManualTime();
    private final CheckQueue queue = new CheckQueue(1, time);
    private final List<String> turns = new CopyOnWriteArrayList<>();

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private CheckQueue.Turn turn(InetAddress address, Optional<String> user) throws InterruptedException {
        return queue.await(address, user, LONG).orElseThrow();
    }

    /** One more that waits; it notes its turn, and its password is right or not. */
    private void waits(String name, InetAddress address, Optional<String> user, boolean right) throws Exception {
        int before = queue.waiting();
        Thread.ofVirtual().start(() -> {
            try {
                CheckQueue.Turn turn = turn(address, user);
                turns.add(name);
                turn.end(right);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until(name + " waits", () -> queue.waiting() == before + 1);
    }

    private void guessWrong(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            turn(HERE, NOBODY).end(false);
            time.advance(CheckQueue.LONGEST_PAUSE);
        }
    }

    /** One machine may have as many addresses of IPv6 as it likes. */
    @Test
    void aWrongPasswordPausesAllTheAddressesBehind64Bits() throws Exception {
        turn(InetAddress.ofLiteral("2001:db8::1"), NOBODY).end(false);
        assertTrue(queue.await(InetAddress.ofLiteral("2001:db8::2"), NOBODY, Duration.ZERO).isEmpty());
        assertTrue(queue.await(InetAddress.ofLiteral("2001:db8:0:1::2"), NOBODY, Duration.ZERO).isPresent());
    }

    @Test
    void addressesTakeTurnsAndSoDoTheUsersOfOne() throws Exception {
        CheckQueue.Turn underWay = turn(HERE, NOBODY);
        for (int i = 0; i < CheckQueue.MOST_WAITING; i++) {
            waits("guess", HERE, NOBODY, true); // wrong ones would pause
        }
        waits("rover here", HERE, ROVER, true);
        waits("another here", HERE, Optional.of("another"), true);
        waits("rover there", THERE, ROVER, true);
        underWay.end(true);
        Await.until("all had their turn", () -> turns.size() == CheckQueue.MOST_WAITING + 3);
        assertTrue(turns.indexOf("rover there") < 2, turns::toString);
        assertTrue(turns.indexOf("rover here") < 5 && turns.indexOf("another here") < 5, turns::toString);
    }

    @Test
    void guessesPauseLongerEachTimeAndNobodyElse() throws Exception {
        turn(HERE, NOBODY).end(false);
        waits("second guess", HERE, NOBODY, false);
        turn(HERE, ROVER).end(true);
        assertEquals(List.of(), turns);
        time.advance(CheckQueue.FIRST_PAUSE);
        turn(THERE, NOBODY).end(true); // whoever comes or goes has the queue look again
        Await.until("it had its turn", () -> turns.size() == 1);

        time.advance(CheckQueue.LONGEST_PAUSE);
        guessWrong(10);
        turn(HERE, NOBODY).end(false);
        waits("late guess", HERE, NOBODY, false);
        time.advance(CheckQueue.LONGEST_PAUSE.minusMillis(1));
        turn(HERE, ROVER).end(true);
        turn(THERE, NOBODY).end(true);
        assertEquals(1, turns.size(), turns::toString);
        assertEquals(1, queue.waiting());
        time.advance(Duration.ofMillis(1));
        turn(THERE, NOBODY).end(true);
        Await.until("it had its turn", () -> turns.size() == 2);
    }

    @Test
    void aRightPasswordEndsThePausesAndSoDoesAMinuteWithoutGuesses() throws Exception {
        guessWrong(10);
        turn(HERE, NOBODY).end(true);
        turn(HERE, NOBODY).end(false);
        time.advance(CheckQueue.FIRST_PAUSE);
        turn(HERE, NOBODY).end(false);

        time.advance(Duration.ofMinutes(2));
        turn(HERE, NOBODY).end(false);
        time.advance(CheckQueue.FIRST_PAUSE);
        turn(HERE, NOBODY).end(false);
    }

    @Test
    void whoWaitsBehindAGuessHasItsTurnWhenThePauseIsOver() throws Exception {
        CheckQueue real = new CheckQueue(1, Time.SYSTEM);
        CheckQueue.Turn guess = real.await(HERE, NOBODY, LONG).orElseThrow();
        FutureTask<Boolean> next = new FutureTask<>(() -> real.await(HERE, NOBODY, LONG).isPresent());
        Thread.ofVirtual().start(next);
        Await.until("it waits", () -> real.waiting() == 1);
        guess.end(false);
        assertTrue(next.get());
    }

    @Test
    void theQueueHasAnEndAndSoHasPatience() throws Exception {
        CheckQueue.Turn underWay = turn(HERE, NOBODY);
        for (int i = 0; i < CheckQueue.MOST_WAITING; i++) {
            waits("guess", HERE, NOBODY, true);
        }
        assertTrue(queue.await(HERE, NOBODY, LONG).isEmpty());
        underWay.end(true);

        CheckQueue real = new CheckQueue(1, Time.SYSTEM);
        CheckQueue.Turn other = real.await(HERE, NOBODY, LONG).orElseThrow();
        assertTrue(real.await(THERE, ROVER, Duration.ofMillis(20)).isEmpty());
        assertEquals(0, real.waiting());
        other.end(true);
        assertTrue(real.await(THERE, ROVER, LONG).isPresent(), "and the permit is there again");
    }
}

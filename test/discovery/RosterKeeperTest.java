package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.common.time.Time;
import depot.support.Await;
import depot.support.ManualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterKeeperTest {
    private static final Duration A_ROVERS_PATIENCE = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final Roster roster = Rovers.roster(Time.SYSTEM, new OfflineWatch(Time.SYSTEM));

    private RosterKeeper keeper(Path where) {
        RosterKeeper keeper = new RosterKeeper(roster, Optional.of(new RosterFile(where)), Time.SYSTEM);
        keeper.start();
        return keeper;
    }

    @Test
    void aRegistrationIsOnDiskWhenItIsAnswered() throws Exception {
        RosterKeeper keeper = keeper(directory);
        for (int i = 0; i < 20; i++) {
            roster.register(Rovers.registration("r" + i));
            long began = System.nanoTime();
            keeper.writeNow();
            if (System.nanoTime() - began < A_ROVERS_PATIENCE.toNanos()) { // a disk that takes longer is not waited for
                assertEquals(i + 1, new RosterFile(directory).read(100).size());
            }
        }
        keeper.close();
    }

    @Test
    void theRestIsWrittenAtTheEnd() throws Exception {
        RosterKeeper keeper = keeper(directory);
        roster.register(Rovers.registration("a"));
        keeper.writeNow();
        roster.heartbeat("a", Rovers.heartbeat(24.5));
        assertEquals(0, new RosterFile(directory).read(100).getFirst().batteryVoltage(), "a heartbeat alone is not worth a write");
        keeper.close();
        assertEquals(24.5, new RosterFile(directory).read(100).getFirst().batteryVoltage());
    }

    @Test
    void aDiskThatFailsIsReportedAndDoesNotHoldARoverUp() throws Exception {
        Path gone = directory.resolve("gone");
        RosterKeeper keeper = keeper(gone);
        roster.register(Rovers.registration("a"));
        keeper.writeNow();
        Await.until("it is reported", () -> keeper.problem().orElse("").contains("cannot be written"));
        Files.createDirectory(gone);
        Await.until("it is written again", () -> keeper.problem().isEmpty());
        assertEquals(1, new RosterFile(gone).read(100).size());
        keeper.close();
    }

    @Test
    void theEndDoesNotWaitForTheNextTurn() throws Exception {
        ManualTime time = new ManualTime();
        RosterKeeper keeper = new RosterKeeper(roster, Optional.of(new RosterFile(directory)), time);
        keeper.start();
        roster.register(Rovers.registration("a"));
        keeper.writeNow();
        time.advance(Duration.ofSeconds(-10)); // as if a large file had just been written
        roster.register(Rovers.registration("b"));
        Thread rover = Thread.ofVirtual().start(keeper::writeNow);
        Await.until("it is waited for", () -> rover.getState() == Thread.State.TIMED_WAITING || !rover.isAlive()); // for two seconds
        keeper.close();
        assertEquals(2, new RosterFile(directory).read(100).size());
    }
}

package depot.dispatch.faults;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rovers of both protocols and two consoles, each on a line of its own, all on one thread. {@link #close} by whoever made
 * it; the rest from any thread.
 */
final class Fleet implements AutoCloseable {
    private static final Duration ROVER_PAUSE = Duration.ofMillis(250);
    private static final Duration CONSOLE_PAUSE = Duration.ofMillis(200);
    private static final int CONSOLES = 2;

    private final SelectorLoop loop;
    private final CutLine lines;
    private final History history;
    private final SplittableRandom random;
    private final List<FakeRover> rovers = new ArrayList<>();
    private final List<FakeConsole> consoles = new ArrayList<>();

    Fleet(CutLine lines, History history, long seed) throws IOException {
        this.loop = SelectorLoop.start("fleet");
        this.lines = lines;
        this.history = history;
        this.random = new SplittableRandom(seed);
        for (int i = 1; i <= CONSOLES; i++) {
            String name = "console-" + i;
            consoles.add(new FakeConsole(name, CONSOLE_PAUSE, lines.open(name).port(), loop, history));
        }
    }

    /** Adds rovers with habits by chance: a third speaks the new protocol, some fail, some fall silent. */
    void add(int count, Duration leg) throws IOException {
        for (int i = 0; i < count; i++) {
            String id = "bvr-%02d".formatted(rovers.size() + 1);
            Habits habits = Habits.quick(random.nextInt(3) == 0).pause(ROVER_PAUSE)
                    .legs(leg.plusMillis(random.nextLong(leg.toMillis() + 1)))
                    .chances(0.15, 0.02, 0.3).hands(random.nextInt(8) == 0 ? Habits.Hands.ON : Habits.Hands.OFF);
            add(id, id, habits);
        }
    }

    void add(String id, String body, Habits habits) throws IOException {
        rovers.add(new FakeRover(id, body, habits, lines.open(body).port(), loop, history, random.nextLong()));
    }

    void start() {
        consoles.forEach(FakeConsole::start);
        rovers.forEach(FakeRover::start);
    }

    List<FakeRover> rovers() {
        return rovers;
    }

    List<FakeConsole> consoles() {
        return consoles;
    }

    /** Every operator lets go of its rover. */
    void letGo() {
        rovers.forEach(FakeRover::letGo);
    }

    @Override
    public void close() {
        loop.close();
    }
}

package depot.dispatch.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Operators who start, queue, stop, cancel, look, have sent again and delete at random, and try again what was not answered,
 * with the same Idempotency-Key. One of them settles what dispatch shows as unknown, now and then: cancels it, or has it sent
 * again. {@link #prepare} and then {@link #start} by one thread; {@link #close} waits for their end.
 */
final class Load implements AutoCloseable {
    private static final int ZONES = 4;
    private static final int MOST_NAMED = 16;
    private static final int FOR_ANY = 8;
    private static final int REMEMBERED = 50;
    private static final long LONGEST_PAUSE_MILLIS = 30;
    /** A call that nobody answers is tried again for this long. */
    private static final Duration PERSEVERANCE = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(800);
    /** How long everything stays stopped. */
    private static final long SHORTEST_HOLD_MILLIS = 50;
    private static final long LONGEST_HOLD_MILLIS = 900;
    private static final int RARELY = 3_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(400);
    private static final List<String> ON_LOSS = List.of("fail", "requeue", "wait");

    private final Operator operator;
    private final List<String> rovers;
    private final SplittableRandom random;
    private final int stopEach;
    private final String keys;
    private final List<Thread> operators = new ArrayList<>();
    private final List<String> zones = new ArrayList<>();
    private final List<String> missions = new CopyOnWriteArrayList<>();
    private final List<String> tasks = new CopyOnWriteArrayList<>(); // the newest
    private volatile boolean over;

    /** @param stopEach of this many calls one stops everything; 0 for hardly any */
    Load(Operator operator, List<String> rovers, int stopEach, long seed) {
        this.operator = operator;
        this.rovers = rovers;
        this.random = new SplittableRandom(seed);
        this.stopEach = stopEach == 0 ? RARELY : stopEach;
        this.keys = "load-" + seed + "-";
    }

    /** Draws zones, and plans missions for rovers by name, of a large fleet for some, and for any. */
    void prepare() throws InterruptedException {
        for (int i = 0; i < ZONES; i++) {
            int waypoints = random.nextInt(2, 12);
            String name = "zone " + i;
            String key = keys + name;
            zones.add(persist(() -> operator.zone(name, waypoints, key)).orElseThrow(() -> new AssertionError("no zone could be made"))
                    .id());
        }
        int named = Math.min(rovers.size(), MOST_NAMED);
        for (int i = 0; i < named + FOR_ANY; i++) {
            plan(random, i < named ? rovers.get(i) : null, keys + "mission-" + i);
        }
    }

    private void plan(SplittableRandom chance, String rover, String key) throws InterruptedException {
        String zone = zones.get(chance.nextInt(zones.size()));
        boolean loop = chance.nextInt(6) == 0;
        String onLoss = ON_LOSS.get(chance.nextInt(ON_LOSS.size()));
        persist(() -> operator.mission("mission " + key, zone, rover, loop, onLoss, key)).filter(Operator.Reply::ok)
                .ifPresent(reply -> missions.add(reply.id()));
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            SplittableRandom chance = random.split();
            String own = keys + "operator-" + i + "-";
            begin(own, call -> {
                act(chance, own + call);
                LockSupport.parkNanos(chance.nextLong(LONGEST_PAUSE_MILLIS * 1_000_000));
            });
        }
        SplittableRandom chance = random.split();
        begin(keys + "settler", call -> {
            settleUnknown(chance);
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        });
    }

    private interface Turn {
        void take(int number) throws InterruptedException;
    }

    private void begin(String name, Turn turn) {
        operators.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                for (int number = 0; !over; number++) {
                    turn.take(number);
                }
            } catch (InterruptedException e) {
                // ended
            }
        }));
    }

    /** Of the tasks of which dispatch does not know whether their rovers are on them; half are left to their rovers. */
    private void settleUnknown(SplittableRandom chance) throws InterruptedException {
        for (TaskView task : operator.underWay()) {
            if (task.unknown()) {
                switch (chance.nextInt(4)) {
                    case 0 -> persist(() -> operator.cancel(task.id()));
                    case 1 -> operator.resend(task.id()); // never again by itself: it may have been done
                    default -> { }
                }
            }
        }
    }

    private void stopAndRelease(SplittableRandom chance) throws InterruptedException {
        persist(operator::stopAll);
        LockSupport.parkNanos(chance.nextLong(SHORTEST_HOLD_MILLIS, LONGEST_HOLD_MILLIS) * 1_000_000);
        persist(operator::release);
    }

    private void act(SplittableRandom chance, String key) throws InterruptedException {
        if (chance.nextInt(stopEach) == 0) {
            stopAndRelease(chance);
            return;
        }
        int dice = chance.nextInt(100);
        String mission = missions.get(chance.nextInt(missions.size()));
        if (dice < 45) {
            start(mission, false, key);
        } else if (dice < 62) {
            start(mission, true, key);
        } else if (dice < 67) {
            persist(() -> operator.stop(mission));
        } else if (dice < 69) {
            persist(() -> operator.delete(mission));
            missions.remove(mission);
            plan(chance, chance.nextBoolean() ? rovers.get(chance.nextInt(rovers.size())) : null, key);
        } else if (!tasks.isEmpty()) {
            String task = tasks.get(Math.max(0, tasks.size() - 1 - chance.nextInt(10)));
            if (dice < 77) {
                persist(() -> operator.cancel(task));
            } else if (dice < 80) {
                operator.resend(task); // never again by itself: it may have been done
            } else {
                persist(() -> operator.task(task));
            }
        }
    }

    private void start(String mission, boolean queue, String key) throws InterruptedException {
        persist(() -> operator.start(mission, queue, key)).filter(Operator.Reply::ok).ifPresent(reply -> {
            tasks.add(reply.id());
            if (tasks.size() > REMEMBERED) {
                tasks.removeFirst();
            }
        });
    }

    /** Tries until there is an answer other than 503, with pauses that grow; empty when there is none for long. */
    private Optional<Operator.Reply> persist(Callable<Optional<Operator.Reply>> call) throws InterruptedException {
        long deadline = System.nanoTime() + PERSEVERANCE.toNanos();
        Duration pause = FIRST_PAUSE;
        while (System.nanoTime() < deadline && !(over && pause.compareTo(LONGEST_PAUSE) >= 0)) {
            Optional<Operator.Reply> reply = answer(call);
            if (reply.isPresent() && reply.get().status() != 503) {
                return reply;
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return Optional.empty();
    }

    private static Optional<Operator.Reply> answer(Callable<Optional<Operator.Reply>> call) throws InterruptedException {
        try {
            return call.call();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets each operator finish what it is at. */
    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : operators) {
                thread.join(PERSEVERANCE);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Operators that start missions, one for each of {@code --connections} rovers, as fast as it goes: each of {@code --callers} starts the
 * next when its last is answered and has come to its rover, which completes it at once. The delay is from sending the call until the task
 * has come. The rover that has been idle longest is next; a start that comes before its last end is stored is refused, counted, and called
 * again.
 */
final class Starts implements Load.Scenario, DispatchRover.Events {
    private static final int CONFLICT = 409;
    private static final long AGAIN_NANOS = 1_000_000;
    private static final long GRACE_MILLIS = 500;

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final CallPool calls;
    private final DispatchFleet fleet;
    private final Rounds rounds;
    private final byte[][] start; // by rover, as are the next two
    private final long[] calledAt; // 0 while no start of it is under way
    private final long[] cameAt; // 0 until its task has come
    private final Deque<Integer> idle = new ArrayDeque<>(); // the loop's, as is all below
    private final Histogram answers = new Histogram();
    private long refused;
    private int waiting; // callers that find no idle rover
    private boolean resting = true;

    Starts(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        calls = new CallPool(options, report, loop);
        fleet = new DispatchFleet(options, report, loop, this);
        rounds = new Rounds(options, report, loop);
        start = new byte[options.connections()][];
        calledAt = new long[options.connections()];
        cameAt = new long[options.connections()];
    }

    @Override
    public void run() throws IOException, InterruptedException {
        calls.open();
        String zone = Yard.makeZone(calls, "bench");
        for (int i = 0; i < start.length; i++) {
            Object mission = calls.call("POST", "/missions", "{\"name\":\"bench\",\"zoneId\":\"" + zone + "\",\"roverId\":\"" + Rovers.id(i)
                    + "\"}").get("id");
            start[i] = calls.request("POST", "/missions/" + mission + "/start", "");
            idle.add(i);
        }
        fleet.open();
        loop.execute(() -> {
            resting = false;
            for (int i = 0; i < options.callers(); i++) {
                next();
            }
        });
        rounds.each(this::addResults);
        loop.execute(() -> resting = true);
        Thread.sleep(GRACE_MILLIS);
        report.put("neverCame", loop.call(() -> {
            int never = 0;
            for (long at : calledAt) {
                never += at == 0 ? 0 : 1;
            }
            return never;
        }));
        calls.close();
        fleet.close();
    }

    private void addResults(Map<String, Object> round) {
        round.put("answer", Report.delays(loop.call(answers::drain)));
        round.put("refused", loop.call(() -> {
            long counted = refused;
            refused = 0;
            return counted;
        }));
    }

    private void next() {
        Integer rover = resting ? null : idle.poll();
        if (rover == null) {
            waiting++;
        } else {
            start(rover);
        }
    }

    private void start(int rover) {
        cameAt[rover] = 0;
        long sentAt = System.nanoTime();
        calledAt[rover] = sentAt;
        calls.send(start[rover], (status, body) -> {
            answers.record(System.nanoTime() - sentAt);
            answered(rover, status, body);
        });
    }

    private void answered(int rover, int status, ByteBuffer body) {
        if (status < 300) {
            if (cameAt[rover] != 0) {
                done(rover);
            } else {
                cameAt[rover] = -1; // answered, and awaited
            }
            return;
        }
        calledAt[rover] = 0;
        if (status == CONFLICT) {
            refused++;
        } else {
            report.error("status " + status + " " + StandardCharsets.UTF_8.decode(body));
        }
        loop.after(AGAIN_NANOS, () -> free(rover));
        next();
    }

    @Override
    public void task(DispatchRover rover, long atNanos) {
        int number = rover.number();
        rover.complete();
        if (calledAt[number] == 0) {
            report.error("a task that nobody started came");
            return;
        }
        rounds.count(atNanos - calledAt[number]);
        boolean answered = cameAt[number] != 0;
        cameAt[number] = atNanos;
        if (answered) {
            done(number);
        }
    }

    private void done(int rover) {
        calledAt[rover] = 0;
        free(rover);
        next();
    }

    private void free(int rover) {
        idle.add(rover);
        if (waiting > 0 && !resting) {
            waiting--;
            next();
        }
    }
}

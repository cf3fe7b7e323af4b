package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Calls of one kind after the other, as fast as they go: each of {@code --callers} makes the next when its last is answered.
 * There are {@code --connections} rovers for those that start a mission; each is cancelled at once. The kinds take turns in
 * rounds; the delay is from sending until the answer, for a start and its cancel that of both.
 */
final class Rest implements Load.Scenario {
    private static final long MOMENT_MILLIS = 1_000;
    private static final int TASKS = 100;

    /** Makes one call, and runs what follows when it is answered. */
    private interface Kind {
        void call(int caller, Runnable then);
    }

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final CallPool calls;
    private final DispatchFleet fleet;
    private final Rounds rounds;
    private Kind kind;
    private int running;

    Rest(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        calls = new CallPool(options, report, loop);
        fleet = new DispatchFleet(options, report, loop, (rover, at) -> {});
        rounds = new Rounds(options, report, loop);
    }

    @Override
    public void run() throws IOException, InterruptedException {
        calls.open();
        String mission = Yard.makeMission(calls);
        List<String> zones = new ArrayList<>();
        for (int i = 0; i < options.callers(); i++) {
            zones.add(Yard.makeZone(calls, "zone " + i));
        }
        fleet.open();
        String task = null;
        for (int i = 0; i < TASKS; i++) {
            task = calls.call("POST", "/missions/" + mission + "/start", "").get("id").toString();
            calls.call("POST", "/tasks/" + task + "/cancel", "");
        }
        measure("GET /tasks", get("/tasks"));
        measure("GET /tasks/{id}", get("/tasks/" + task));
        measure("GET /zones/{id}", get("/zones/" + zones.getFirst()));
        measure("start, then cancel", startAndCancel(mission));
        measure("PUT /zones/{id}", (caller, then) -> send("PUT", "/zones/" + zones.get(caller), Yard.zone("again"), then));
        measure("POST /zones", (caller, then) -> send("POST", "/zones", Yard.zone("new"), then));
        calls.close();
        fleet.close();
    }

    private Kind get(String path) {
        byte[] request = calls.request("GET", path, "");
        return (caller, then) -> calls.send(request, (status, body) -> {
            if (status != 200) {
                report.error("GET " + path + ": " + status);
            }
            then.run();
        });
    }

    private void send(String method, String path, String body, Runnable then) {
        calls.send(calls.request(method, path, body), (status, answer) -> {
            calls.id(status, answer);
            then.run();
        });
    }

    private Kind startAndCancel(String mission) {
        byte[] start = calls.request("POST", "/missions/" + mission + "/start", "");
        return (caller, then) -> calls.send(start, (status, body) -> {
            String task = calls.id(status, body);
            if (task == null) {
                then.run();
            } else {
                send("POST", "/tasks/" + task + "/cancel", "", then);
            }
        });
    }

    private void measure(String name, Kind measured) throws InterruptedException {
        loop.call(() -> {
            kind = measured;
            for (int i = 0; i < options.callers(); i++) {
                next(i);
            }
            return null;
        });
        Thread.sleep(MOMENT_MILLIS);
        for (int i = 0; i < options.rounds(); i++) {
            Map<String, Object> round = rounds.one();
            round.put("calls", name);
            report.round(round);
            Load.progress("%s: %,.0f a second".formatted(name, (double) round.get("perSecond")));
        }
        loop.call(() -> kind = null);
        for (int i = 0; i < 50 && loop.call(() -> running) > 0; i++) {
            Thread.sleep(100);
        }
    }

    private void next(int caller) {
        Kind now = kind;
        if (now == null) {
            return;
        }
        long sentAt = System.nanoTime();
        running++;
        now.call(caller, () -> {
            running--;
            rounds.count(System.nanoTime() - sentAt);
            next(caller);
        });
    }
}

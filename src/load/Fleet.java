package depot.load;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fleet as in the field, watched: {@code --connections} rovers on {@code /ws/rover}, each with a heartbeat every
 * {@code --interval-ms}, spread evenly; consoles in delta mode and in list mode on {@code /ws}.
 *
 * <p>Every heartbeat has a number of its own as {@code battery_voltage}, by which each console recognises it. The delay is
 * from sending it until that console has read the first message that shows it. Heartbeats that a console was never shown
 * (the rover's next one may overtake them) are reported as {@code unseen}; how late this program itself sent them, which is
 * not part of the delay, as {@code sentLate}.
 *
 * <p>Rovers and consoles have a thread each, so that a large list to scan holds up no heartbeat.
 */
final class Fleet implements Load.Scenario {

    /** Each registration is stored by the service before it is confirmed. */
    private static final Duration OPENING = Duration.ofSeconds(180);
    static final Duration GRACE = Duration.ofSeconds(2);

    private final Options options;
    private final Report report;
    private final SelectorLoop roverLoop;
    private final SelectorLoop consoleLoop;
    private final FleetRovers rovers;
    private final FleetConsoles deltas;
    private final FleetConsoles lists;

    Fleet(Options options, Report report, SelectorLoop roverLoop, SelectorLoop consoleLoop) {
        this.options = options;
        this.report = report;
        this.roverLoop = roverLoop;
        this.consoleLoop = consoleLoop;
        rovers = new FleetRovers(options, report, roverLoop);
        deltas = new FleetConsoles(rovers, report, consoleLoop, "deltas", "/ws?mode=delta", options.deltas());
        lists = new FleetConsoles(rovers, report, consoleLoop, "lists", "/ws", options.lists());
    }

    @Override
    public void run() throws IOException, InterruptedException {
        rovers.ramp.climb(report, "rovers", OPENING);
        deltas.open(options);
        lists.open(options);
        roverLoop.execute(rovers::begin);
        Thread.sleep(options.warmUp());
        for (int round = 1; round <= options.rounds(); round++) {
            Map<String, Object> measured = measure();
            report.round(measured);
            Load.progress("round %d of %d: %,.0f a second".formatted(round, options.rounds(), (double) measured.get("perSecond")));
        }
        roverLoop.call(rovers::close);
        consoleLoop.call(deltas::close);
        consoleLoop.call(lists::close);
    }

    private Map<String, Object> measure() throws InterruptedException {
        double cpuBefore = Load.cpuSeconds();
        long from = System.nanoTime();
        rovers.late();
        long first = rovers.next();
        deltas.measureFrom(first);
        lists.measureFrom(first);
        Thread.sleep(options.round());
        long end = rovers.next();
        long to = System.nanoTime();
        double cpuAfter = Load.cpuSeconds();
        Map<String, Object> round = new LinkedHashMap<>();
        round.put("fromNanos", from);
        round.put("toNanos", to);
        round.put("count", end - first);
        round.put("perSecond", (end - first) * 1e9 / (to - from));
        round.put("loadCpuSeconds", cpuAfter - cpuBefore);
        round.put("sentLate", Report.delays(rovers.late()));
        Map<String, Object> deltaTraffic = deltas.traffic(end, to - from);
        Map<String, Object> listTraffic = lists.traffic(end, to - from);
        Thread.sleep(GRACE);
        round.put("deltas", deltas.result(deltaTraffic, first, end));
        round.put("lists", lists.result(listTraffic, first, end));
        return round;
    }
}

package depot.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A load at work on a service: its results when it is done, together with what both cost. For one thread. */
final class LoadRun implements AutoCloseable {

    private final Child child;
    private final Stage.Service service;
    private final Duration patience;
    private final Usage usage;
    private final long startedNanos = System.nanoTime();

    LoadRun(Child child, Stage.Service service, Duration patience) {
        this.child = child;
        this.service = service;
        this.patience = patience;
        usage = Usage.watch(child.pid());
    }

    /** Waits until it says so on standard error. */
    void awaitLine(String text) throws IOException, InterruptedException {
        child.awaitLine(text, patience);
    }

    /** What the load printed, its rounds completed by {@link #withCost}. */
    record Result(Map<String, Object> fields, List<Map<String, Object>> rounds) {
        long number(String name) {
            return fields.get(name) instanceof Number number ? number.longValue() : 0;
        }

        /** The round in the middle by this field. */
        Map<String, Object> median(String field) {
            List<Map<String, Object>> sorted = new ArrayList<>(rounds);
            sorted.sort(Comparator.comparingDouble(round -> ((Number) round.get(field)).doubleValue()));
            return sorted.get(sorted.size() / 2);
        }

        /** The round with the most of this field. */
        Map<String, Object> highest(String field) {
            return rounds.stream().max(Comparator.comparingDouble(round -> ((Number) round.get(field)).doubleValue())).orElseThrow();
        }

        /** Null when there were none, so that a table shows nothing. */
        String errors() {
            Map<?, ?> errors = (Map<?, ?>) fields.get("errors");
            return errors.isEmpty() ? null : errors.toString();
        }
    }

    /** Waits for its end. */
    Result result() throws IOException, InterruptedException {
        Map<String, Object> fields = Stage.parse(child.awaitOutput(patience));
        checkClock(fields);
        List<Map<String, Object>> rounds = new ArrayList<>();
        for (Object round : (List<?>) fields.get("rounds")) {
            rounds.add(withCost((Map<?, ?>) round));
        }
        return new Result(fields, rounds);
    }

    /** One process calculates delays and costs from times that another took: checks that they have the same clock. */
    private void checkClock(Map<String, Object> fields) throws IOException {
        long started = ((Number) fields.get("startedNanos")).longValue();
        long ended = ((Number) fields.get("endedNanos")).longValue();
        if (started < startedNanos || ended > System.nanoTime()) {
            throw new IOException("System.nanoTime is not the same clock in two processes here: these figures would be wrong");
        }
    }

    /**
     * Flattens the delays into the round, and adds the processors (1.0 is one) that service, load, all others, and the service's database
     * had in use over it, and who was the limit.
     */
    private Map<String, Object> withCost(Map<?, ?> round) {
        Map<String, Object> row = new LinkedHashMap<>();
        round.forEach((name, value) -> row.put(name.toString(), value));
        if (row.remove("delay") instanceof Map<?, ?> delay) {
            delay.forEach((name, value) -> row.put("delay" + capital(name.toString()), value));
        }
        long from = ((Number) row.remove("fromNanos")).longValue();
        long to = ((Number) row.remove("toNanos")).longValue();
        row.put("seconds", (to - from) / 1e9);
        double ofService = service.usage().processors(from, to);
        double ofLoad = usage.processors(from, to);
        row.put("serviceProcessors", ofService);
        row.put("loadProcessors", ofLoad);
        double ofDatabase = service.database() == null ? 0 : service.database().usage().processors(from, to);
        if (service.database() != null) {
            row.put("databaseProcessors", ofDatabase);
        }
        double ofMachine = service.usage().machineProcessors(from, to);
        row.put("otherProcessors", Math.max(0, ofMachine - ofService - ofDatabase - ofLoad));
        row.put("limit", limit(ofMachine, ofLoad));
        return row;
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** The load has one thread: with nearly a processor in use it could do no more. */
    private static String limit(double ofMachine, double ofLoad) {
        int cores = Runtime.getRuntime().availableProcessors();
        if (ofLoad > 0.93) {
            return "load";
        }
        return ofMachine > 0.9 * cores ? "cores" : "-";
    }

    @Override
    public void close() {
        usage.close();
        child.close();
    }
}

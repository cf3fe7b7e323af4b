package depot.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a load is to do, checked: every number has a bound, so that a mistyped one cannot run for ever.
 *
 * @param watched where consoles look: the target, or another process of the same service (fleet)
 * @param connections open at once: rovers, or consoles
 * @param rounds measured one after the other
 * @param round how long each is
 * @param warmUp unmeasured, before the first round
 * @param window messages sent at once and confirmed together (socket-heartbeats)
 * @param rates messages published a second, one step after the other; 0 is as fast as the slowest console reads (fanout); what is done a
 *     second, one step after the other (dispatch's loads)
 * @param interval from one heartbeat of a rover to its next (fleet)
 * @param deltas consoles in delta mode (fleet)
 * @param lists consoles in list mode (fleet)
 * @param callers HTTP connections that make calls (dispatch's loads)
 * @param consoles that watch (dispatch's loads)
 * @param udp the port for datagrams (telemetry)
 * @param timed of so many rovers one is read at once, and timed; the others are read half a second later (caster)
 */
record Options(
        String scenario,
        InetSocketAddress target,
        InetSocketAddress watched,
        int connections,
        int rounds,
        Duration round,
        Duration warmUp,
        int window,
        List<Integer> rates,
        Duration interval,
        int deltas,
        int lists,
        int callers,
        int consoles,
        int timed,
        int udp) {

    /** A command line that cannot be used, for the person who typed it. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    static final int MOST_CONNECTIONS = 19_000;

    /** @param arguments the scenario's name, then {@code --name value} pairs */
    static Options parse(List<String> arguments) throws Unusable {
        if (arguments.isEmpty()) {
            throw new Unusable("which load? One of " + Load.names());
        }
        if (arguments.size() % 2 == 0) {
            throw new Unusable("every option wants one value, as in --connections 64");
        }
        Reader reader = new Reader(arguments);
        String target = reader.text("target", "");
        Options options = new Options(
                arguments.getFirst(),
                Loopback.parse(target),
                Loopback.parse(reader.text("watched", target)),
                reader.number("connections", 64, 1, MOST_CONNECTIONS),
                reader.number("rounds", 1, 1, 20),
                Duration.ofMillis(reader.number("round-ms", 5_000, 100, 300_000)),
                Duration.ofMillis(reader.number("warm-up-ms", 2_000, 0, 120_000)),
                reader.number("window", 1, 1, 64),
                reader.rates(),
                Duration.ofMillis(reader.number("interval-ms", 2_000, 100, 60_000)),
                reader.number("deltas", 50, 0, 5_000),
                reader.number("lists", 5, 0, 5_000),
                reader.number("callers", 16, 1, 1_000),
                reader.number("consoles", 0, 0, 5_000),
                reader.number("timed", 1, 1, 1_000),
                reader.number("udp", 8089, 1, 65_535));
        reader.checkAllKnown();
        return options;
    }

    /** How long a load with these options may run in all, opening its connections included. */
    Duration limit() {
        int measured = Math.max(rounds, rates.size());
        return warmUp.plus(round.multipliedBy(measured)).plusSeconds(240);
    }

    private static final class Reader {
        private final List<String> arguments;
        private final List<String> asked = new ArrayList<>();

        Reader(List<String> arguments) {
            this.arguments = arguments;
        }

        String text(String name, String otherwise) {
            asked.add("--" + name);
            for (int i = 1; i < arguments.size(); i += 2) {
                if (arguments.get(i).equals("--" + name)) {
                    return arguments.get(i + 1);
                }
            }
            return otherwise;
        }

        int number(String name, int otherwise, int least, int most) throws Unusable {
            return bounded(name, text(name, String.valueOf(otherwise)), least, most);
        }

        List<Integer> rates() throws Unusable {
            List<Integer> rates = new ArrayList<>();
            for (String rate : text("rates", "100").split(",")) {
                rates.add(bounded("rates", rate, 0, 1_000_000));
            }
            return rates;
        }

        void checkAllKnown() throws Unusable {
            for (int i = 1; i < arguments.size(); i += 2) {
                if (!asked.contains(arguments.get(i))) {
                    throw new Unusable("unknown option " + arguments.get(i) + "; there are " + String.join(" ", asked));
                }
            }
        }

        private static int bounded(String name, String text, int least, int most) throws Unusable {
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Reported below, with the bounds.
            }
            throw new Unusable("--" + name + " is a number from " + least + " to " + most + ", not " + text);
        }
    }
}

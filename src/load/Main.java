package depot.load;

import java.util.List;
import java.util.Set;

/** The load program's process. */
public final class Main {
    static final String HELP = """
            run load SCENARIO --target HOST:PORT [--OPTION VALUE ...]

            Puts load on a service of this machine, and prints what it measured as JSON.

            against discovery
              http-heartbeats    rovers that send one heartbeat after the other over HTTP
              socket-heartbeats  the same over /ws/rover, --window in one write
              fleet              rovers with a heartbeat each --interval-ms, watched by --deltas and --lists
              telemetry          datagrams at --rates to --udp, beside heartbeats over HTTP
              idle               consoles that do nothing but stay
            against dispatch
              starts             --callers start missions, one for each rover, as fast as it goes
              assign             missions are started at --rates: until the task is at its rover
              queue              rovers that end tasks at --rates: until the next is there
              progress           rovers that report at --rates, watched by --consoles
              rest               calls of each kind, by --callers
              soak               everything that a depot does, for a long time
            against the benchmarks' own servers
              fanout             consoles that get all that is published at --rates
              caster             rovers at a caster, of which one of --timed is timed

            option            default
              --connections   64       rovers, or consoles
              --rounds        1        measured one after the other
              --round-ms      5000     how long each is
              --warm-up-ms    2000     unmeasured, before the first
              --rates         100      how many a second, one step after the other; 0 is as fast as it goes
              --window        1        heartbeats in one write
              --interval-ms   2000     from one heartbeat of a rover to its next
              --deltas        50       consoles in delta mode
              --lists         5        consoles in list mode
              --watched       target   HOST:PORT that those look at
              --callers       16       HTTP connections that make calls
              --consoles      0        that watch dispatch
              --timed         1        of so many rovers one is timed
              --udp           8089     the port for telemetry
            """;

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length == 0 || Set.of("help", "-h", "--help").contains(arguments[0])) {
            System.out.print(HELP);
            System.exit(0);
        }
        System.exit(Load.run(List.of(arguments)));
    }
}

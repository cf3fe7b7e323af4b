package depot.dispatch.day;

import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.KnownRover;
import depot.dispatch.rules.Needs;
import depot.dispatch.rules.Pairing;
import depot.dispatch.rules.RoverBooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Plays a day by a policy, second by second. A task that is given to a rover in teleop, e-stop or fault does not begin: somebody sees that
 * after a quarter of an hour and puts it back, as with one whose rover stops on the way. A rover with a low battery is sent home by rule,
 * or somebody notices after twenty minutes and drives it there by hand. A pack that is empty on the way ends the task, and is fetched. For
 * one thread.
 */
public final class DayRun {
    private static final int SEEN_AFTER = 900;
    private static final int NOTICED_AFTER = 1200;
    private static final int CHARGING = 2700;
    private static final int FETCHING = 3600;

    private final Day day;
    private final Policy policy;
    private final Rover[] rovers;
    private final List<Day.Job> waiting = new ArrayList<>();
    private final List<Integer> waits = new ArrayList<>();
    private double emptyMetres;
    private int troubled;
    private int ineligible;
    private int done;
    private long idleOrder;
    private int now;

    private enum Doing { NOTHING, TO_FIRST, ON_ROUTE, STUCK, HOMEWARD, CHARGING, FETCHED }

    private static final class Rover {
        final int number;
        KnownRover.Place at;
        double volts;
        Doing doing = Doing.NOTHING;
        long idle;
        int until; // in which it does that
        int lowSince = -1;
        Day.Job job;
        int wait; // of its task, until it was given
        double left; // metres of this part

        Rover(int number, KnownRover.Place at, double volts) {
            this.number = number;
            this.at = at;
            this.volts = volts;
        }
    }

    /**
     * How a day went.
     *
     * @param emptyMetres driven to first waypoints
     * @param troubled times that a task came to nothing and had to be put back
     * @param ineligible of these, that were given to a rover that could not begin them
     * @param done tasks that were finished
     */
    public record Outcome(double emptyMetres, int troubled, int ineligible, int done, int waitP50, int waitP99) {}

    private DayRun(Day day, Policy policy) {
        this.day = day;
        this.policy = policy;
        rovers = new Rover[day.starts().size()];
        for (int i = 0; i < rovers.length; i++) {
            rovers[i] = new Rover(i, day.starts().get(i), day.volts().get(i));
        }
    }

    public static Outcome of(Day day, Policy policy) {
        return new DayRun(day, policy).play();
    }

    private Outcome play() {
        int next = 0;
        for (now = 0; now < 2 * Day.SECONDS && done < day.jobs().size(); now++) {
            while (next < day.jobs().size() && day.jobs().get(next).at() <= now) {
                waiting.add(day.jobs().get(next++));
            }
            for (Rover rover : rovers) {
                step(rover);
            }
            give();
        }
        int[] sorted = waits.stream().mapToInt(Integer::intValue).sorted().toArray();
        return new Outcome(emptyMetres, troubled, ineligible, done, at(sorted, 0.5), at(sorted, 0.99));
    }

    private static int at(int[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    }

    private boolean isByHand(Rover rover) {
        return rover.doing == Doing.NOTHING && day.byHand().get(rover.number).stream().anyMatch(spell -> spell.holds(now));
    }

    private boolean isInTrouble(Rover rover) {
        return day.trouble().get(rover.number).stream().anyMatch(spell -> spell.holds(now));
    }

    private int mode(Rover rover) {
        return isInTrouble(rover) ? 4 : isByHand(rover) || rover.doing == Doing.CHARGING || rover.doing == Doing.FETCHED
                ? 2 : rover.doing == Doing.NOTHING ? 1 : 3;
    }

    private void step(Rover rover) {
        switch (rover.doing) {
            case TO_FIRST, ON_ROUTE, HOMEWARD -> drive(rover);
            case STUCK -> {
                if (now >= rover.until) {
                    putBack(rover);
                }
            }
            case CHARGING, FETCHED -> {
                if (now >= rover.until) {
                    rover.volts = Day.FULL_VOLTS;
                    rover.at = Day.HOME;
                    free(rover);
                }
            }
            case NOTHING -> low(rover);
        }
    }

    private void drive(Rover rover) {
        if (isInTrouble(rover) && rover.job != null) {
            stuck(rover);
            return;
        }
        rover.left -= 1;
        rover.volts -= Day.VOLTS_A_METRE;
        if (rover.doing == Doing.TO_FIRST) {
            emptyMetres++;
        }
        if (rover.volts <= Day.EMPTY_VOLTS && rover.job != null) {
            putBack(rover);
            rover.doing = Doing.FETCHED;
            rover.until = now + FETCHING;
        } else if (rover.left <= 0) {
            arrive(rover);
        }
    }

    private void arrive(Rover rover) {
        switch (rover.doing) {
            case TO_FIRST -> {
                rover.doing = Doing.ON_ROUTE;
                rover.at = rover.job.first();
                rover.left = rover.job.length();
            }
            case ON_ROUTE -> {
                rover.at = rover.job.last();
                rover.job = null;
                done++;
                waits.add(rover.wait);
                free(rover);
            }
            default -> {
                rover.at = Day.HOME;
                rover.doing = Doing.CHARGING;
                rover.until = now + CHARGING;
            }
        }
    }

    private void free(Rover rover) {
        rover.doing = Doing.NOTHING;
        rover.idle = ++idleOrder;
        rover.lowSince = -1;
    }

    private void stuck(Rover rover) {
        rover.doing = Doing.STUCK;
        rover.until = now + SEEN_AFTER;
    }

    /** Its task waits again, at the place in the queue that it had. */
    private void putBack(Rover rover) {
        troubled++;
        waiting.add(rover.job);
        waiting.sort(java.util.Comparator.comparingInt(Day.Job::at).thenComparingInt(Day.Job::number));
        rover.job = null;
        free(rover);
    }

    private void low(Rover rover) {
        if (rover.volts >= Day.LOW_VOLTS || isInTrouble(rover) || isByHand(rover)) {
            return;
        }
        if (rover.lowSince < 0) {
            rover.lowSince = now;
        }
        if (policy.sendsHome() || now - rover.lowSince >= NOTICED_AFTER) {
            rover.doing = Doing.HOMEWARD;
            rover.left = rover.at.metresTo(Day.HOME);
        }
    }

    private void give() {
        List<RoverBooks> free = Arrays.stream(rovers).filter(rover -> rover.doing == Doing.NOTHING)
                .map(rover -> RoverBooks.free(id(rover.number), rover.idle)).toList();
        if (free.isEmpty() || waiting.isEmpty()) {
            return;
        }
        FleetView fleet = id -> {
            Rover rover = rovers[Integer.parseInt(id)];
            return new KnownRover(mode(rover), true, rover.volts, null, rover.at, false);
        };
        List<Pairing.Waiting> tasks = waiting.stream().map(job ->
                new Pairing.Waiting(new UUID(0, job.number()), job.at() * 1000L + job.number(), now - job.at(),
                new Needs(job.rover() < 0 ? null : id(job.rover()), null, false, false, job.first()), null)).toList();
        for (Pairing.Pair pair : policy.match(tasks, free, fleet)) {
            Rover rover = rovers[Integer.parseInt(pair.rover())];
            Day.Job job = waiting.stream().filter(each -> each.number() == pair.task().getLeastSignificantBits()).findFirst().orElseThrow();
            waiting.remove(job);
            rover.wait = now - job.at();
            boolean begins = !isInTrouble(rover) && !isByHand(rover);
            rover.job = job;
            rover.doing = Doing.TO_FIRST;
            rover.left = rover.at.metresTo(job.first());
            if (!begins) {
                ineligible++;
                stuck(rover);
            }
        }
    }

    private static String id(int rover) {
        return String.valueOf(rover);
    }
}

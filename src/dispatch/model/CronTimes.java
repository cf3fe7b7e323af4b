package depot.dispatch.model;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The times of a cron expression of five fields, in a time zone. The expression is asked for local times only, by the
 * library; how these become instants is decided here: a local time that a shift leaves out is the moment of the shift,
 * and one that comes twice is the first of the two. Thread-safe.
 */
public final class CronTimes {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    // local times that are skipped because they are not after the time asked for: the second pass of an hour that comes twice
    private static final int MAX_SKIPPED = 200;

    private CronTimes() {}

    /** What is wrong with an expression, for a person; empty when nothing is. */
    public static Optional<String> check(String cron) {
        try {
            PARSER.parse(cron).validate();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage() == null ? "it cannot be read" : e.getMessage());
        }
    }

    /** The first time strictly after {@code after}; empty when there is none, as for 30 February. */
    static Optional<Instant> next(String expression, ZoneId zone, Instant after) {
        Cron cron = PARSER.parse(expression);
        ExecutionTime times = ExecutionTime.forCron(cron);
        ZonedDateTime local = after.atZone(zone).toLocalDateTime().atZone(ZoneOffset.UTC);
        for (int skipped = 0; skipped < MAX_SKIPPED; skipped++) {
            Optional<ZonedDateTime> found = times.nextExecution(local);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Instant instant = instant(found.get().toLocalDateTime(), zone.getRules());
            if (instant.isAfter(after)) {
                return Optional.of(instant);
            }
            local = found.get();
        }
        return Optional.empty();
    }

    private static Instant instant(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        return local.toInstant(rules.getValidOffsets(local).getFirst()); // of two, the earlier comes first
    }
}

package depot.dispatch.model;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * When a mission starts by itself. Immutable.
 *
 * @param cron five fields, for the trigger cron; else null
 * @param loop whether the rover begins anew at the end of the route
 * @param timezone an IANA name; null for UTC
 * @param at for the trigger once; null for as soon as it is saved
 * @param catchUp whether a time missed while everything was down is made up for, once; null where nobody said (no)
 */
public record Schedule(Trigger trigger, String cron, boolean loop, String timezone, Instant at, Boolean catchUp) {
    public static final Schedule MANUAL = new Schedule(Trigger.MANUAL, null, false, null, null, null);
    private static final int MAX_CRON = 256;
    private static final int MAX_ZONE = 64;
    private static final Duration JUST_PAST = Duration.ofMinutes(1); // clocks differ, and people are slow

    /** What starts it. */
    public enum Trigger { MANUAL, ONCE, CRON }

    /**
     * As a client says it.
     *
     * @throws BadInput naming the field
     */
    public static Schedule from(JsonObject json) {
        String word = json.anyText("trigger").orElse("");
        Trigger trigger = switch (word) {
            case "", "manual" -> Trigger.MANUAL; // existing consoles say nothing, or an empty text
            case "once" -> Trigger.ONCE;
            case "cron" -> Trigger.CRON;
            default -> throw BadInput.notAllowed("schedule.trigger", "must be manual, once or cron");
        };
        Optional<String> cron = json.anyText("cron").map(String::strip).filter(text -> !text.isEmpty());
        if (trigger == Trigger.CRON && cron.isEmpty()) {
            throw BadInput.notAllowed("schedule.cron", "must be there when the trigger is cron");
        }
        cron.ifPresent(Schedule::check);
        return new Schedule(trigger, cron.orElse(null), json.optionalFlag("loop").orElse(false),
                json.anyText("timezone").filter(text -> !text.isEmpty()).map(Schedule::zone).orElse(null),
                json.anyText("at").filter(text -> !text.isEmpty()).map(Schedule::time).orElse(null),
                json.optionalFlag("catchUp").orElse(null));
    }

    private static void check(String cron) {
        if (cron.length() > MAX_CRON) {
            throw BadInput.notAllowed("schedule.cron", "must have at most " + MAX_CRON + " characters");
        }
        CronTimes.check(cron).ifPresent(fault -> {
            throw BadInput.notAllowed("schedule.cron", "must be a cron expression of five fields: " + fault);
        });
    }

    private static String zone(String name) {
        try {
            if (name.length() <= MAX_ZONE && !(ZoneId.of(name) instanceof ZoneOffset)) {
                return name;
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw BadInput.notAllowed("schedule.timezone", "must be the name of a time zone, such as Europe/Berlin");
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw BadInput.notAllowed("schedule.at", "must be a time such as 2026-03-01T08:00:00Z");
        }
    }

    /** As the database has it. What an earlier dispatch left and makes no sense counts as manual. */
    public static Schedule stored(String jsonb) {
        try {
            JsonObject json = JsonObject.parse(jsonb);
            try {
                return from(json);
            } catch (BadInput e) {
                return new Schedule(Trigger.MANUAL, null, json.optionalFlag("loop").orElse(false), null, null, null);
            }
        } catch (BadInput e) {
            return MANUAL;
        }
    }

    public ZoneId zone() {
        return timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone);
    }

    public boolean catchesUp() {
        return Boolean.TRUE.equals(catchUp);
    }

    /** The first time after {@code after} at which it starts; for once, its one time, if that is not past by more than a minute. */
    public Optional<Instant> next(Instant after) {
        return switch (trigger) {
            case MANUAL -> Optional.empty();
            case ONCE -> Optional.of(at == null ? after : at).filter(time -> time.isAfter(after.minus(JUST_PAST)));
            case CRON -> CronTimes.next(cron, zone(), after);
        };
    }

    /** The contract's three fields, and of ours those that somebody set. */
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("trigger", trigger.name().toLowerCase(java.util.Locale.ROOT));
        json.writeStringField("cron", cron);
        json.writeBooleanField("loop", loop);
        if (timezone != null) {
            json.writeStringField("timezone", timezone);
        }
        if (at != null) {
            json.writeStringField("at", at.toString());
        }
        if (catchUp != null) {
            json.writeBooleanField("catchUp", catchUp);
        }
        json.writeEndObject();
    }

    public String json() {
        return new String(JsonText.write(this::writeTo), StandardCharsets.UTF_8);
    }
}

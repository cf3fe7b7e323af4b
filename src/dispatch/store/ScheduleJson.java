package depot.dispatch.store;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.json.Times;
import depot.dispatch.model.CronTimes;
import depot.dispatch.model.Schedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** A schedule as JSON: the same for clients and in the missions' column. */
public final class ScheduleJson {
    private static final int MAX_CRON = 256;
    private static final int MAX_ZONE = 64;

    private ScheduleJson() {}

    /**
     * As a client says it.
     *
     * @throws BadInput naming the field
     */
    public static Schedule read(JsonObject json) {
        String word = json.anyText("trigger").orElse("");
        Schedule.Trigger trigger = switch (word) {
            case "", "manual" -> Schedule.Trigger.MANUAL; // existing consoles say nothing, or an empty text
            case "once" -> Schedule.Trigger.ONCE;
            case "cron" -> Schedule.Trigger.CRON;
            default -> throw BadInput.notAllowed("schedule.trigger", "must be manual, once or cron");
        };
        Optional<String> cron = json.anyText("cron").map(String::strip).filter(text -> !text.isEmpty());
        if (trigger == Schedule.Trigger.CRON && cron.isEmpty()) {
            throw BadInput.notAllowed("schedule.cron", "must be there when the trigger is cron");
        }
        cron.ifPresent(ScheduleJson::check);
        return new Schedule(trigger, cron.orElse(null), json.optionalFlag("loop").orElse(false),
                json.anyText("timezone").filter(text -> !text.isEmpty()).map(ScheduleJson::zone).orElse(null),
                json.anyText("at").filter(text -> !text.isEmpty()).map(text -> Times.checked("schedule.at", text)).orElse(null),
                json.optionalFlag("catchUp").orElse(null));
    }

    private static void check(String cron) {
        if (cron.length() > MAX_CRON) {
            throw BadInput.notAllowed("schedule.cron", "must have at most " + MAX_CRON + " characters");
        }
        CronTimes.check(cron).ifPresent(fault -> {
            throw BadInput.notAllowed("schedule.cron", "must be a cron expression of five fields, or a name such as @daily: " + fault);
        });
    }

    private static String zone(String name) {
        try {
            if (name.length() <= MAX_ZONE && !(ZoneId.of(name) instanceof ZoneOffset)) {
                return name;
            }
        } catch (DateTimeException e) {
            // reported below
        }
        throw BadInput.notAllowed("schedule.timezone", "must be the name of a time zone, such as Europe/Berlin");
    }

    /** Reads a schedule from the database. An unusable one of an earlier dispatch counts as manual. */
    static Schedule stored(String jsonb) {
        try {
            JsonObject json = JsonObject.parse(jsonb);
            try {
                return read(json);
            } catch (BadInput e) {
                return new Schedule(Schedule.Trigger.MANUAL, null, json.optionalFlag("loop").orElse(false), null, null, null);
            }
        } catch (BadInput e) {
            return Schedule.MANUAL;
        }
    }

    /** The contract's three fields, and of ours those that somebody set. */
    public static void write(Schedule schedule, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("trigger", schedule.trigger().name().toLowerCase(Locale.ROOT));
        json.writeStringField("cron", schedule.cron());
        json.writeBooleanField("loop", schedule.loop());
        if (schedule.timezone() != null) {
            json.writeStringField("timezone", schedule.timezone());
        }
        if (schedule.at() != null) {
            json.writeStringField("at", schedule.at().toString());
        }
        if (schedule.catchUp() != null) {
            json.writeBooleanField("catchUp", schedule.catchUp());
        }
        json.writeEndObject();
    }

    static String text(Schedule schedule) {
        return new String(JsonText.write(json -> write(schedule, json)), StandardCharsets.UTF_8);
    }
}

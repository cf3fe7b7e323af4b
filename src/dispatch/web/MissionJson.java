package depot.dispatch.web;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.Text;
import depot.dispatch.model.Ids;
import depot.dispatch.model.Mission;
import depot.dispatch.model.MissionEdit;
import depot.dispatch.store.ScheduleJson;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

/** Missions as clients write and see them. */
public final class MissionJson {
    private static final int MAX_NAME = 128;
    private static final double MAX_VOLTS = 1000;

    private MissionJson() {}

    /** {@code onLoss}, and what it asks of its rover, are there only where they are not the default. */
    public static void write(Mission mission, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", mission.id().toString());
        json.writeStringField("name", mission.name());
        json.writeStringField("zoneId", mission.zoneId().toString());
        json.writeStringField("roverId", mission.roverId());
        json.writeFieldName("schedule");
        ScheduleJson.write(mission.schedule(), json);
        json.writeBooleanField("enabled", mission.enabled());
        json.writeStringField("createdAt", mission.createdAt().toString());
        json.writeStringField("updatedAt", mission.updatedAt().toString());
        if (mission.onLoss() != Mission.OnLoss.FAIL) {
            json.writeStringField("onLoss", mission.onLoss().text());
        }
        Mission.Asks asks = mission.asks();
        if (asks.kind() != Mission.Kind.DRIVE) {
            json.writeStringField("kind", asks.kind().text());
        }
        if (asks.minBatteryVolts() != null) {
            json.writeNumberField("minBatteryVolts", asks.minBatteryVolts());
        }
        if (asks.needsFix()) {
            json.writeBooleanField("needsFix", true);
        }
        if (asks.onTrouble() != Mission.OnTrouble.KEEP) {
            json.writeStringField("onTrouble", asks.onTrouble().text());
        }
        json.writeEndObject();
    }

    /** @throws BadInput naming the field */
    static MissionEdit edit(JsonObject json) {
        return new MissionEdit(json.optionalName("name", MAX_NAME),
                // the contract's 400: what is no id is no zone's
                json.anyText("zoneId").map(text -> Ids.parse(text).orElseThrow(() -> noZone(text))),
                json.anyText("roverId").map(text -> text.isEmpty() ? text : Text.checked("roverId", text, MAX_NAME)),
                json.object("schedule").map(ScheduleJson::read),
                json.optionalFlag("enabled"),
                json.anyText("onLoss").map(MissionJson::onLoss),
                new MissionEdit.Asks(json.optionalNumber("minBatteryVolts", 0, MAX_VOLTS), json.optionalFlag("needsFix"),
                        json.anyText("onTrouble").map(MissionJson::onTrouble), json.anyText("kind").map(MissionJson::kind)));
    }

    static BadInput noZone(String id) {
        return BadInput.malformed("zoneId: there is no zone " + Text.shown(id));
    }

    static BadInput noZone(UUID id) {
        return noZone(id.toString());
    }

    private static Mission.OnTrouble onTrouble(String text) {
        return Arrays.stream(Mission.OnTrouble.values()).filter(each -> each.text().equals(text)).findFirst()
                .orElseThrow(() -> BadInput.notAllowed("onTrouble", "must be keep, fail or requeue"));
    }

    private static Mission.Kind kind(String text) {
        return Arrays.stream(Mission.Kind.values()).filter(each -> each.text().equals(text)).findFirst()
                .orElseThrow(() -> BadInput.notAllowed("kind", "must be drive or home"));
    }

    private static Mission.OnLoss onLoss(String text) {
        return Arrays.stream(Mission.OnLoss.values()).filter(each -> each.text().equals(text)).findFirst()
                .orElseThrow(() -> BadInput.notAllowed("onLoss", "must be fail, requeue or wait"));
    }
}

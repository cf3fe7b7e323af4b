package depot.dispatch.model;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.Text;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * What a client says of a mission; what it leaves out is empty.
 *
 * @param roverId {@code ""} for any rover
 */
public record MissionEdit(Optional<String> name, Optional<UUID> zoneId, Optional<String> roverId, Optional<Schedule> schedule,
        Optional<Boolean> enabled, Optional<Mission.OnLoss> onLoss) {
    private static final int MAX_NAME = 128;

    /** @throws BadInput naming the field */
    public static MissionEdit from(JsonObject json) {
        return new MissionEdit(json.optionalText("name", MAX_NAME),
                // the contract's 400: what is no id is no zone's
                json.anyText("zoneId").map(text -> Ids.parse(text).orElseThrow(() -> noZone(text))),
                json.anyText("roverId").map(text -> text.isEmpty() ? text : Text.checked("roverId", text, MAX_NAME)),
                json.object("schedule").map(Schedule::from),
                json.optionalFlag("enabled"),
                json.anyText("onLoss").map(MissionEdit::onLoss));
    }

    public static BadInput noZone(String id) {
        return BadInput.malformed("zoneId: there is no zone " + Text.shown(id));
    }

    private static Mission.OnLoss onLoss(String text) {
        return Arrays.stream(Mission.OnLoss.values()).filter(each -> each.text().equals(text)).findFirst()
                .orElseThrow(() -> BadInput.notAllowed("onLoss", "must be fail, requeue or wait"));
    }
}

package depot.gps.base;

import depot.gnss.ubx.MonVer;
import depot.gnss.ubx.OutputMessage;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The u-blox models that a base may have, recognised by MON-VER's MOD and FWVER, and what each is known to lack. All else,
 * and what other models have, is found out by asking for their keys.
 */
enum ReceiverModel {
    ZED_F9P("ZED-F9P", Set.of()),
    /** L1 and L5, firmware “HPG L1L5”: its corrections are for rovers with L5; it has no moving base. */
    ZED_F9P_15B("ZED-F9P-15B", Set.of(OutputMessage.RTCM_3X_TYPE4072_0, OutputMessage.RTCM_3X_TYPE4072_1)),
    /** Firmware “HPS”: a rover with inertial sensors; it has no time mode. */
    ZED_F9R("ZED-F9R", Set.of()),
    /** Firmware “TIM”: made for time, and a base like the F9P. */
    ZED_F9T("ZED-F9T", Set.of()),
    /** Receives no GLONASS. */
    ZED_X20P("ZED-X20P", Set.of(OutputMessage.RTCM_3X_TYPE1084, OutputMessage.RTCM_3X_TYPE1087, OutputMessage.RTCM_3X_TYPE1230)),
    OTHER("receiver", Set.of());

    private final String text;
    private final Set<OutputMessage> lacks;

    ReceiverModel(String text, Set<OutputMessage> lacks) {
        this.text = text;
        this.lacks = lacks;
    }

    static ReceiverModel of(Optional<MonVer> version) {
        String module = version.flatMap(v -> v.extension("MOD")).orElse("").toUpperCase(Locale.ROOT);
        String firmware = version.flatMap(v -> v.extension("FWVER")).orElse("").toUpperCase(Locale.ROOT);
        if (module.startsWith("ZED-F9P")) {
            return module.contains("15B") || firmware.contains("L1L5") ? ZED_F9P_15B : ZED_F9P;
        }
        for (ReceiverModel model : values()) {
            if (module.startsWith(model.text)) {
                return model;
            }
        }
        return OTHER;
    }

    boolean sends(OutputMessage message) {
        return !lacks.contains(message);
    }

    boolean canBeBase() {
        return this != ZED_F9R;
    }

    /** As people call it. */
    @Override
    public String toString() {
        return text;
    }
}

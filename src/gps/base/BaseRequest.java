package depot.gps.base;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.gnss.Geodetic;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the body of {@code POST /base}. Immutable. */
final class BaseRequest {
    private static final int MOST_TEXT = 1000;
    private static final int MOST_NAME = 200;
    private static final double BEST_METRES = 0.001; // a position worked out from a day's data is good to millimetres
    private final BasePlan configured;
    private final BasePlan.Mode.SurveyIn usualSurvey;

    /** @param configured what the environment says: where a body leaves out a value, its is taken */
    BaseRequest(BasePlan configured, BasePlan.Mode.SurveyIn usualSurvey) {
        this.configured = configured;
        this.usualSurvey = usualSurvey;
    }

    /** @throws BadInput for what cannot be used */
    BasePlan plan(JsonObject json, Optional<KeptPosition> kept) {
        return new BasePlan(mode(json, kept), messages(json));
    }

    static BasePlan.Mode fixed(KeptPosition position) {
        return new BasePlan.Mode.Fixed(position.position(), OptionalDouble.of(position.accuracyMetres()), true);
    }

    private BasePlan.Mode mode(JsonObject json, Optional<KeptPosition> kept) {
        String mode = json.text("mode", MOST_TEXT);
        int seconds = json.optionalInteger("surveySeconds", 1, BaseSettings.LONGEST_SURVEY_SECONDS).orElse(usualSurvey.seconds());
        double accuracy = json.optionalNumber("surveyAccuracy").orElse(usualSurvey.accuracyMetres());
        if (accuracy < BaseSettings.BEST_METRES || accuracy > BaseSettings.WORST_METRES) {
            throw BadInput.notAllowed("surveyAccuracy", "must be from " + BaseSettings.BEST_METRES + " to " + BaseSettings.WORST_METRES);
        }
        return switch (mode) {
            case "off" -> new BasePlan.Mode.Off();
            case "survey-in" -> new BasePlan.Mode.SurveyIn(seconds, accuracy);
            case "fixed" -> json.has("position") ? given(json) : knownPosition(kept);
            default -> throw BadInput.notAllowed("mode", "must be off, survey-in or fixed");
        };
    }

    private static BasePlan.Mode.Fixed given(JsonObject json) {
        OptionalDouble metres = json.optionalNumber("accuracy");
        if (metres.isPresent() && !(metres.getAsDouble() >= BEST_METRES && metres.getAsDouble() <= BaseSettings.WORST_METRES)) {
            throw BadInput.notAllowed("accuracy", "must be from " + BEST_METRES + " to " + BaseSettings.WORST_METRES + " metres");
        }
        return new BasePlan.Mode.Fixed(position(json).toEcef(), metres, keeps(json));
    }

    /** Whether the body names the source or the frame of its position: such a position is kept. */
    static boolean keeps(JsonObject json) {
        return (json.has("source") || json.has("frame")) && json.has("position");
    }

    /** What to keep of a body whose position comes from elsewhere. */
    static KeptPosition kept(JsonObject json, BasePlan.Mode.Fixed fixed, long nowMillis) {
        return new KeptPosition(fixed.position(), fixed.accuracyMetres()
                .orElseThrow(() -> BadInput.malformed("the field accuracy is missing: how good is the position?")),
                nowMillis, json.optionalText("frame", MOST_NAME), json.optionalText("source", MOST_NAME));
    }

    /** The one that is kept, else the configured one. */
    private BasePlan.Mode knownPosition(Optional<KeptPosition> kept) {
        if (kept.isPresent()) {
            return fixed(kept.get());
        }
        if (configured.mode() instanceof BasePlan.Mode.Fixed fixed) {
            return fixed;
        }
        throw BadInput.malformed("the field position is missing, and none is kept or configured");
    }

    private static Geodetic position(JsonObject json) {
        JsonObject place = json.object("position").orElseThrow(() -> BadInput.malformed("the field position is missing"));
        try {
            return BaseSettings.checked(new Geodetic(number(place, "latitude"), number(place, "longitude"), number(place, "height")));
        } catch (IllegalArgumentException e) {
            throw BadInput.notAllowed("position", e.getMessage());
        }
    }

    private static double number(JsonObject place, String name) {
        return place.optionalNumber(name).orElseThrow(() -> BadInput.malformed("the field position." + name + " is missing"));
    }

    private CorrectionsChoice messages(JsonObject json) {
        Optional<String> text = json.optionalText("rtcmMessages", MOST_TEXT);
        try {
            return text.map(BaseSettings::messages).map(choice -> choice.withStation(configured.rtcm().station()))
                    .orElse(configured.rtcm());
        } catch (IllegalArgumentException e) {
            throw BadInput.notAllowed("rtcmMessages", e.getMessage());
        }
    }
}
